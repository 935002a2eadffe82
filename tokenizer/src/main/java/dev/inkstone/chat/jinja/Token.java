package dev.inkstone.chat.jinja;

/**
 * A token of a template.
 *
 * @param kind what it is
 * @param text data, decoded string, name, digits as written, or the operator
 * @param line the line it starts on, counted from 1
 */
record Token(Kind kind, String text, int line) {
  /** The kinds of tokens. */
  enum Kind {
    DATA,
    PRINT_BEGIN,
    PRINT_END,
    BLOCK_BEGIN,
    BLOCK_END,
    NAME,
    STRING,
    INTEGER,
    REAL,
    OPERATOR,
    END
  }

  boolean is(Kind wanted, String value) {
    return kind == wanted && text.equals(value);
  }

  boolean isOperator(String value) {
    return is(Kind.OPERATOR, value);
  }

  boolean isName(String value) {
    return is(Kind.NAME, value);
  }

  /** For error messages. */
  String described() {
    return switch (kind) {
      case DATA -> "text";
      case PRINT_BEGIN -> "'{{'";
      case PRINT_END -> "'}}'";
      case BLOCK_BEGIN -> "'{%'";
      case BLOCK_END -> "'%}'";
      case STRING -> "a string";
      case END -> "the end of the template";
      default -> "'" + text + "'";
    };
  }
}
