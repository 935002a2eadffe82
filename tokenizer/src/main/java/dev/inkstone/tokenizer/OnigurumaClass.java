package dev.inkstone.tokenizer;

import dev.inkstone.error.UnsupportedModelException;
import java.util.ArrayList;
import java.util.List;

/**
 * Translates one bracket, such as {@code [^\s[:alpha:]&&[a-f]]}, into a bracket of java.util.regex.
 * Every character is written as its number and every operand of {@code &&} as a bracket of its own,
 * so that no rule of precedence or quoting is left to differ.
 */
final class OnigurumaClass {
  private final OnigurumaReader in;
  private final List<String> operands = new ArrayList<>();
  private StringBuilder operand = new StringBuilder();

  private OnigurumaClass(OnigurumaReader in) {
    this.in = in;
  }

  /**
   * Reads a bracket whose opening has been read.
   *
   * @param ignoreCase whether what is equal to a member but for its case is one
   */
  static String read(OnigurumaReader in, boolean ignoreCase) {
    boolean negated = in.skip("^");
    OnigurumaClass bracket = new OnigurumaClass(in);
    if (in.sees("]")) {
      in.skip("]");
      if (!in.seesLater("]")) {
        throw new UnsupportedModelException("the bracket [] is empty");
      }
      bracket.readCharacter(']');
    }
    bracket.readItems();
    String content = bracket.content();
    if (ignoreCase) {
      StringBuilder folded = new StringBuilder("[" + content + "]");
      CaseFolds.missing(folded.toString()).codePoints().forEach(c -> folded.append(literal(c)));
      content = folded.toString();
    }
    return (negated ? "[^" : "[") + content + "]";
  }

  /** The bracket that an escape such as {@code \s} or {@code \p{L}} stands for, or nothing. */
  static String escape(int letter, OnigurumaReader in) {
    return switch (letter) {
      case 'w' -> "[" + OnigurumaProperties.WORD + "]";
      case 'W' -> "[^" + OnigurumaProperties.WORD + "]";
      case 's' -> "[" + OnigurumaProperties.SPACE + "]";
      case 'S' -> "[^" + OnigurumaProperties.SPACE + "]";
      case 'd' -> "[" + OnigurumaProperties.DIGIT + "]";
      case 'D' -> "[^" + OnigurumaProperties.DIGIT + "]";
      case 'h' -> "[" + OnigurumaProperties.HEX_DIGIT + "]";
      case 'H' -> "[^" + OnigurumaProperties.HEX_DIGIT + "]";
      case 'p', 'P' -> property(letter == 'P', in);
      default -> "";
    };
  }

  /** A character as java.util.regex takes it anywhere. */
  static String literal(int codePoint) {
    return "\\x{%X}".formatted(codePoint);
  }

  private static String property(boolean negated, OnigurumaReader in) {
    if (!in.skip("{")) {
      throw new UnsupportedModelException("\\p without braces is not known");
    }
    boolean caret = in.skip("^");
    String inside = OnigurumaProperties.named(in.until("}", "\\p{"));
    return (negated == caret ? "[" : "[^") + inside + "]";
  }

  private void readItems() {
    while (!in.skip("]")) {
      if (in.skip("&&")) {
        endOperand();
      } else if (in.skip("[:")) {
        boolean negated = in.skip("^");
        String inside = OnigurumaProperties.posix(in.until(":]", "[:"));
        operand.append(negated ? "[^" : "[").append(inside).append(']');
      } else if (in.skip("[")) {
        operand.append(read(in, false));
      } else {
        readItem();
      }
    }
    endOperand();
  }

  private void readItem() {
    int next = in.next("a bracket");
    if (next != '\\') {
      readCharacter(next);
      return;
    }
    int letter = in.next("an escape");
    String escaped = escape(letter, in);
    if (escaped.isEmpty()) {
      readCharacter(character(letter));
    } else {
      operand.append(escaped);
    }
  }

  /** A character, or the range that it starts. */
  private void readCharacter(int first) {
    operand.append(literal(first));
    int before = in.position();
    if (!in.skip("-") || in.sees("]") || in.sees("[") || in.sees("&&")) {
      in.reset(before);
      return;
    }
    int last = in.next("a bracket");
    if (last == '\\') {
      int letter = in.next("an escape");
      if ("wWsSdDhHpP".indexOf(letter) >= 0) {
        // No range: the hyphen stands for itself.
        in.reset(before);
        in.skip("-");
        operand.append(literal('-'));
        return;
      }
      last = character(letter);
    }
    if (last < first) {
      throw new UnsupportedModelException(
          "the range %s-%s is empty"
              .formatted(Character.toString(first), Character.toString(last)));
    }
    operand.append('-').append(literal(last));
  }

  private int character(int letter) {
    if (letter == 'b') {
      return '\b';
    }
    int character = in.escapedCharacter(letter);
    boolean digit = letter >= '1' && letter <= '9';
    if (digit || "cCMRXKGyYNOkg".indexOf(letter) >= 0) {
      throw new UnsupportedModelException(
          "\\%s in a bracket is not known".formatted(Character.toString(letter)));
    }
    return character >= 0 ? character : letter;
  }

  private void endOperand() {
    if (operand.isEmpty()) {
      throw new UnsupportedModelException("&& has nothing on one side");
    }
    operands.add(operand.toString());
    operand = new StringBuilder();
  }

  private String content() {
    return operands.size() == 1
        ? operands.getFirst()
        : String.join("&&", operands.stream().map(text -> "[" + text + "]").toList());
  }
}
