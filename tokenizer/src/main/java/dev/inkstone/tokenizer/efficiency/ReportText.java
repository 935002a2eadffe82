package dev.inkstone.tokenizer.efficiency;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A report in its four forms. Rows go by language, and in each by rank.
 *
 * @param report the report
 */
record ReportText(EfficiencyReport report) {

  String table() {
    TextGrid grid =
        new TextGrid(cells(column -> column.heading(report) + (isText(column) ? "" : ":")));
    rows().forEach(one -> grid.row(cells(column -> column.shown(report, one))));
    return grid + "\n" + note();
  }

  private static String[] cells(Function<ReportColumn, String> cell) {
    return ReportColumn.ALL.stream().map(cell).toArray(String[]::new);
  }

  private static boolean isText(ReportColumn column) {
    return column.style() == ReportColumn.Style.TEXT;
  }

  String markdown() {
    StringBuilder out = new StringBuilder();
    out.append(markdownRow(column -> column.heading(report)));
    out.append(markdownRow(column -> isText(column) ? "---" : "---:"));
    rows().forEach(one -> out.append(markdownRow(column -> column.shown(report, one))));
    return out.append('\n').append(note()).toString();
  }

  private static String markdownRow(Function<ReportColumn, String> cell) {
    return ReportColumn.ALL.stream()
        .map(cell)
        .map(text -> text.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private String note() {
    return """
        premium: tokens by those of '%s', same tokenizer. byte%%: byte tokens and other parts of characters.
        decoded: lossless, folded (equal but for case, spaces, compatibility forms) or lossy; it ranks first.
        """
        .formatted(report.pivot());
  }

  String csv() {
    StringBuilder out = new StringBuilder();
    out.append(csvRow(ReportColumn::key));
    rows()
        .forEach(
            one ->
                out.append(
                    csvRow(column -> column.raw(report, one).map(Object::toString).orElse(""))));
    return out.toString();
  }

  private static String csvRow(Function<ReportColumn, String> cell) {
    return ReportColumn.ALL.stream()
        .map(cell)
        .map(ReportText::csvField)
        .collect(Collectors.joining(",", "", "\r\n"));
  }

  private static String csvField(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  String json() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("pivot", report.pivot());
    root.put("contextTokens", report.contextTokens());
    ArrayNode rows = root.putArray("rows");
    for (Measurement one : rows()) {
      ObjectNode row = rows.addObject();
      for (ReportColumn column : ReportColumn.ALL) {
        column
            .raw(report, one)
            .ifPresentOrElse(raw -> put(row, column.key(), raw), () -> row.putNull(column.key()));
      }
    }
    return root.toPrettyString();
  }

  private static void put(ObjectNode row, String key, Object value) {
    switch (value) {
      case Long whole -> row.put(key, whole);
      case Double number -> row.put(key, number);
      default -> row.put(key, value.toString());
    }
  }

  private List<Measurement> rows() {
    return report.languages().stream()
        .flatMap(language -> report.ranking(language).stream())
        .toList();
  }
}
