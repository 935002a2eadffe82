package dev.inkstone.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The decoders of a tokenizer.json as stages of a chain. */
final class DecodeStages {
  private DecodeStages() {}

  /** What becomes of a whole token. */
  @FunctionalInterface
  interface TokenRule {
    /**
     * The text for a token.
     *
     * @param outermost whether it is the first of a text; for {@link Held} whether it is the last
     */
    String apply(String token, boolean outermost);
  }

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

  /** A stage that needs a token as a whole. */
  abstract static class WholeTokens implements DecodeStage {
    private final StringBuilder token = new StringBuilder();
    private final DecodeStage next;

    WholeTokens(DecodeStage next) {
      this.next = next;
    }

    /** Takes a whole token. */
    abstract void token(String token);

    /** Hands a whole token on. */
    final void emit(String token) {
      next.text(token);
      next.end();
    }

    @Override
    public final void text(String part) {
      token.append(part);
    }

    @Override
    public final void end() {
      String whole = token.toString();
      token.setLength(0);
      token(whole);
    }

    @Override
    public void finish() {
      next.finish();
    }
  }

  /** Rewrites every token. */
  static final class Mapped extends WholeTokens {
    private final TokenRule rule;
    private boolean first = true;

    Mapped(TokenRule rule, DecodeStage next) {
      super(next);
      this.rule = rule;
    }

    @Override
    void token(String token) {
      emit(rule.apply(token, first));
      first = false;
    }

    @Override
    public void finish() {
      first = true;
      super.finish();
    }
  }

  /** Rewrites every token, the last one differently, so each is held back until the next. */
  static final class Held extends WholeTokens {
    private final TokenRule rule;
    private @Nullable String held;

    Held(TokenRule rule, DecodeStage next) {
      super(next);
      this.rule = rule;
    }

    @Override
    void token(String token) {
      if (held != null) {
        emit(rule.apply(held, false));
      }
      held = token;
    }

    @Override
    public void finish() {
      if (held != null) {
        emit(rule.apply(held, true));
        held = null;
      }
      super.finish();
    }
  }

  /** Rewrites every token that differs from the one before; those without text are left out. */
  static final class Distinct extends WholeTokens {
    private final TokenRule rule;
    private @Nullable String last;

    Distinct(TokenRule rule, DecodeStage next) {
      super(next);
      this.rule = rule;
    }

    @Override
    void token(String token) {
      String text = token.equals(last) ? "" : rule.apply(token, false);
      last = token;
      if (!text.isEmpty()) {
        emit(text);
      }
    }

    @Override
    public void finish() {
      last = null;
      super.finish();
    }
  }

  /** Reads runs of tokens {@code <0xHH>} as UTF-8; a run that is none becomes a U+FFFD a byte. */
  static final class Bytes extends WholeTokens {
    private final IdList run = new IdList();

    Bytes(DecodeStage next) {
      super(next);
    }

    @Override
    void token(String token) {
      int value = SentencePieceSpelling.byteValue(token);
      if (value >= 0) {
        run.add(value);
      } else {
        emitRun();
        emit(token);
      }
    }

    @Override
    public void finish() {
      emitRun();
      super.finish();
    }

    private void emitRun() {
      byte[] bytes = new byte[run.size()];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) run.get(i);
      }
      run.truncate(0);
      String text = new String(bytes, StandardCharsets.UTF_8);
      if (bytes.length > 0 && Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) {
        emit(text);
        return;
      }
      for (int i = 0; i < bytes.length; i++) {
        emit("\uFFFD");
      }
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
