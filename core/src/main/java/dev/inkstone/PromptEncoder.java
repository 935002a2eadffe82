package dev.inkstone;

import dev.inkstone.tokenizer.EncodeOptions;
import dev.inkstone.tokenizer.EncodeOptions.SpecialText;
import dev.inkstone.tokenizer.SpecialTokens;
import dev.inkstone.tokenizer.Tokenizer;
import java.util.Arrays;

/**
 * Text to the ids a model wants to read: exactly one begin token, if it wants one, and no end token
 * where the answer is to follow. Thread-safe.
 */
record PromptEncoder(Tokenizer tokenizer) {

  /** The ids of a plain prompt. */
  int[] text(String prompt, GenerationOptions options) {
    SpecialText special = options.parseSpecialTokens() ? SpecialText.ALL : SpecialText.NONE;
    boolean add = options.addSpecialTokens();
    int[] ids = tokenizer.encode(prompt, new EncodeOptions(add, special));
    return requireSome(add ? withoutEnd(withOneBegin(ids)) : ids);
  }

  /** The ids of a rendered template, which may or may not have spelled the begin token. */
  int[] rendered(int[] ids) {
    return requireSome(withOneBegin(ids));
  }

  private int[] withOneBegin(int[] ids) {
    SpecialTokens special = tokenizer.specialTokens();
    if (special.bos().isEmpty()) {
      return ids;
    }
    int bos = special.bos().getAsInt();
    int found = 0;
    while (found < ids.length && ids[found] == bos) {
      found++;
    }
    if (found > 1) {
      return Arrays.copyOfRange(ids, found - 1, ids.length);
    }
    return found == 0 && special.addBos() ? prepend(bos, ids) : ids;
  }

  private static int[] prepend(int first, int[] ids) {
    int[] result = new int[ids.length + 1];
    result[0] = first;
    System.arraycopy(ids, 0, result, 1, ids.length);
    return result;
  }

  private int[] withoutEnd(int[] ids) {
    SpecialTokens special = tokenizer.specialTokens();
    boolean ends =
        special.addEos()
            && special.eos().isPresent()
            && ids.length > 0
            && ids[ids.length - 1] == special.eos().getAsInt();
    return ends ? Arrays.copyOf(ids, ids.length - 1) : ids;
  }

  private static int[] requireSome(int[] ids) {
    if (ids.length == 0) {
      throw new IllegalArgumentException("prompt has no tokens, expected at least one");
    }
    return ids;
  }
}
