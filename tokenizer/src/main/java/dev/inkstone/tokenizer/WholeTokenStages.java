package dev.inkstone.tokenizer;

import dev.inkstone.tokenizer.numbers.IntList;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The decoders of a tokenizer.json that need each token as a whole, as stages of a chain. */
final class WholeTokenStages {
  private WholeTokenStages() {}

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
    private final IntList run = new IntList();

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
}
