package dev.inkstone.examples.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;

/** What {@code info} says, for people and for programs. */
final class InfoReport {
  private static final int WIDEST_TEMPLATE = 60;

  private InfoReport() {}

  static void print(ModelHeader header, MemoryNeeds needs, PrintStream out) {
    line(out, "name", header.name());
    line(out, "architecture", architecture(header) + " (" + header.format() + ")");
    line(out, "parameters", parameters(header));
    line(out, "size", Quantities.bytes(header.bytes()));
    line(out, "layers", known(header.layers()) + " of width " + known(header.hidden()));
    line(out, "context", known(header.contextLength()) + " tokens");
    line(out, "tokenizer", header.tokenizer() + ", " + header.vocabulary() + " tokens");
    line(out, "chat template", header.chatTemplate().map(InfoReport::firstLine).orElse("none"));
    out.println();
    out.printf("%-10s %8s %14s %12s%n", "type", "tensors", "parameters", "size");
    header
        .types()
        .forEach(
            (type, use) ->
                out.printf(
                    "%-10s %8d %14s %12s%n",
                    type,
                    use.tensors(),
                    Quantities.count(use.elements()),
                    Quantities.bytes(use.bytes())));
    out.println();
    needs.print(out);
  }

  private static void line(PrintStream out, String label, String text) {
    out.printf("%-14s %s%n", label, Failures.oneLine(text));
  }

  private static String known(int number) {
    return number == 0 ? "unknown" : String.valueOf(number);
  }

  /** Mixtral's GGUF files call themselves llama: what they are is told by their experts. */
  private static String architecture(ModelHeader header) {
    return header.experts() > 0
        ? header.architecture() + ", mixture of " + header.experts() + " experts"
        : header.architecture();
  }

  private static String parameters(ModelHeader header) {
    String total = Quantities.count(header.parameters());
    return header.activeParameters() == header.parameters()
        ? total
        : total + ", " + Quantities.count(header.activeParameters()) + " active per token";
  }

  private static String firstLine(String template) {
    String line = template.strip().lines().findFirst().orElse("");
    return line.length() > WIDEST_TEMPLATE ? line.substring(0, WIDEST_TEMPLATE) + "..." : line;
  }

  static ObjectNode json(ModelHeader header, MemoryNeeds needs) {
    ObjectNode json = Reports.object();
    json.put("name", header.name());
    json.put("format", header.format());
    json.put("architecture", header.architecture());
    json.put("experts", header.experts());
    json.put("parameters", header.parameters());
    json.put("activeParameters", header.activeParameters());
    json.put("sizeBytes", header.bytes());
    json.put("layers", header.layers());
    json.put("hidden", header.hidden());
    json.put("contextLength", header.contextLength());
    json.put("tokenizer", header.tokenizer());
    json.put("vocabularySize", header.vocabulary());
    json.put("chatTemplate", header.chatTemplate().orElse(null));
    ArrayNode types = json.putArray("types");
    header
        .types()
        .forEach(
            (type, use) -> {
              ObjectNode node = types.addObject();
              node.put("type", type);
              node.put("tensors", use.tensors());
              node.put("parameters", use.elements());
              node.put("bytes", use.bytes());
            });
    needs.addTo(json);
    return json;
  }
}
