package dev.inkstone.tokenizer.efficiency;

import java.util.ArrayList;
import java.util.List;

/**
 * Text in columns that line up on a terminal, where ideographs are two places wide and accents
 * none. Not thread-safe.
 */
final class TextGrid {
  private static final String GAP = "  ";

  private final List<String[]> rows = new ArrayList<>();
  private final boolean[] right;

  /**
   * @param headings the first row; a column whose heading ends with a colon is aligned right
   */
  TextGrid(String... headings) {
    right = new boolean[headings.length];
    String[] first = new String[headings.length];
    for (int i = 0; i < headings.length; i++) {
      right[i] = headings[i].endsWith(":");
      first[i] = right[i] ? headings[i].substring(0, headings[i].length() - 1) : headings[i];
    }
    rows.add(first);
  }

  /** Adds a row. */
  void row(String... cells) {
    if (cells.length != right.length) {
      throw new IllegalArgumentException(
          "%d cells for %d columns".formatted(cells.length, right.length));
    }
    rows.add(cells.clone());
  }

  /** The rows as lines, each with its line break, without spaces at their ends. */
  @Override
  public String toString() {
    int[] widths = new int[right.length];
    for (String[] row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], width(row[i]));
      }
    }
    StringBuilder out = new StringBuilder();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String filling = " ".repeat(widths[i] - width(row[i]));
        line.append(i == 0 ? "" : GAP).append(right[i] ? filling + row[i] : row[i] + filling);
      }
      out.append(line.toString().stripTrailing()).append('\n');
    }
    return out.toString();
  }

  /** Places that a text takes on a terminal, as near as can be told without asking it. */
  static int width(String text) {
    return text.codePoints().map(TextGrid::width).sum();
  }

  private static int width(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default -> isWide(codePoint) ? 2 : 1;
    };
  }

  /** The wide and full width ranges of Unicode's East Asian Width (UAX 11), coarsely. */
  private static boolean isWide(int codePoint) {
    return (codePoint >= 0x1100 && codePoint <= 0x115F)
        || (codePoint >= 0x2E80 && codePoint <= 0xA4CF && codePoint != 0x303F)
        || (codePoint >= 0xA960 && codePoint <= 0xA97C)
        || (codePoint >= 0xAC00 && codePoint <= 0xD7A3)
        || (codePoint >= 0xF900 && codePoint <= 0xFAFF)
        || (codePoint >= 0xFE30 && codePoint <= 0xFE6F)
        || (codePoint >= 0xFF01 && codePoint <= 0xFF60)
        || (codePoint >= 0xFFE0 && codePoint <= 0xFFE6)
        || (codePoint >= 0x1B000 && codePoint <= 0x1B2FF)
        || (codePoint >= 0x1F300 && codePoint <= 0x1F64F)
        || (codePoint >= 0x1F900 && codePoint <= 0x1F9FF)
        || (codePoint >= 0x20000 && codePoint <= 0x3FFFD);
  }
}
