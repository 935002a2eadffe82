package dev.inkstone.tokenizer;

/**
 * The decoders of a tokenizer.json as stages of a chain, those that take text as it comes.
 *
 * @see WholeTokenStages
 */
final class DecodeStages {
  private DecodeStages() {}

  /** Joins all tokens to one. */
  static final class Fused implements DecodeStage {
    private final DecodeStage next;

    Fused(DecodeStage next) {
      this.next = next;
    }

    @Override
    public void text(String part) {
      next.text(part);
    }

    @Override
    public void end() {
      // The only token ends with the text.
    }

    @Override
    public void finish() {
      next.end();
      next.finish();
    }
  }

  /** Reads tokens as bytes in the byte alphabet, all of them together as UTF-8. */
  static final class Letters implements DecodeStage {
    private final Utf8Decoder utf8 = new Utf8Decoder();
    private final StringBuilder token = new StringBuilder();
    private final DecodeStage next;

    Letters(DecodeStage next) {
      this.next = next;
    }

    @Override
    public void text(String part) {
      token.append(part);
    }

    @Override
    public void end() {
      byte[] bytes = ByteAlphabet.bytes(token.toString(), TokenType.NORMAL);
      token.setLength(0);
      utf8.accept(bytes, 0, bytes.length);
      next.text(utf8.take());
    }

    @Override
    public void finish() {
      next.text(utf8.finish());
      next.end();
      next.finish();
    }
  }

  /** Strips up to so many characters of one kind from either end of every token. */
  static final class Stripped implements DecodeStage {
    private final char content;
    private final int atStart;
    private final int atEnd;
    private final DecodeStage next;

    /** How many more may be stripped in front; 0 once something else has come. */
    private int left;

    /** How many were seen last that may be the end of the token. */
    private int held;

    Stripped(char content, int atStart, int atEnd, DecodeStage next) {
      this.content = content;
      this.atStart = atStart;
      this.atEnd = atEnd;
      this.next = next;
      this.left = atStart;
    }

    @Override
    public void text(String part) {
      StringBuilder kept = new StringBuilder();
      for (int i = 0; i < part.length(); i++) {
        char c = part.charAt(i);
        if (c == content && left > 0) {
          left--;
        } else if (c == content) {
          hold(kept);
        } else {
          left = 0;
          release(kept);
          kept.append(c);
        }
      }
      next.text(kept.toString());
    }

    @Override
    public void end() {
      held = 0;
      left = atStart;
      next.end();
    }

    @Override
    public void finish() {
      next.finish();
    }

    private void hold(StringBuilder kept) {
      left = 0;
      if (held < atEnd) {
        held++;
      } else {
        kept.append(content);
      }
    }

    private void release(StringBuilder kept) {
      kept.repeat(content, held);
      held = 0;
    }
  }
}
