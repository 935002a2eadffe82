package dev.inkstone.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A byte-level BPE vocabulary of any size that Llama 3 readers accept: 256 byte tokens, then
 * strings of lower-case letters with and without a space in front, each merged from a shorter one
 * and a letter, then special tokens with the names of Llama 3 at the end.
 *
 * @param tokens all tokens, in the spelling of GPT-2's byte alphabet
 * @param merges BPE merges, best first
 * @param specials how many special tokens stand at the end
 */
record RandomVocabulary(List<String> tokens, List<String> merges, int specials) {
  /** Byte tokens and the few special ones of a small vocabulary. */
  static final int LEAST_TOKENS = 256 + 16;

  private static final int BYTES = 256;
  private static final int LETTERS = 26;
  private static final int MANY_SPECIALS = 256;
  private static final int FEW_SPECIALS = 16;
  private static final int NORMAL = 1;
  private static final int CONTROL = 3;

  /** The special tokens of Llama 3.2 that are not just reserved, at the places they have there. */
  private static final List<String> SPECIAL_NAMES =
      List.of(
          "<|begin_of_text|>",
          "<|end_of_text|>",
          "<|reserved_special_token_0|>",
          "<|reserved_special_token_1|>",
          "<|finetune_right_pad_id|>",
          "<|reserved_special_token_2|>",
          "<|start_header_id|>",
          "<|end_header_id|>",
          "<|eom_id|>",
          "<|eot_id|>",
          "<|python_tag|>");

  /** Copies the lists. */
  RandomVocabulary {
    tokens = List.copyOf(tokens);
    merges = List.copyOf(merges);
  }

  /** A vocabulary of {@code size} tokens, at least {@link #LEAST_TOKENS}. */
  static RandomVocabulary of(int size) {
    int specials = size >= 4 * MANY_SPECIALS ? MANY_SPECIALS : FEW_SPECIALS;
    List<String> tokens = new ArrayList<>(size);
    List<String> merges = new ArrayList<>();
    addBytes(tokens);
    addWords(tokens, merges, size - specials);
    for (int i = 0; i < specials; i++) {
      tokens.add(special(i));
    }
    return new RandomVocabulary(tokens, merges, specials);
  }

  /** The token that begins a text. */
  int begin() {
    return tokens.size() - specials;
  }

  /** The token that ends a turn. */
  int endOfTurn() {
    return begin() + SPECIAL_NAMES.indexOf("<|eot_id|>");
  }

  /** Every token's type in GGUF: normal or control. */
  int[] types() {
    int[] types = new int[tokens.size()];
    Arrays.fill(types, 0, begin(), NORMAL);
    Arrays.fill(types, begin(), types.length, CONTROL);
    return types;
  }

  /** GPT-2's alphabet in its own order: printable bytes as they are, the others from 256 on. */
  private static void addBytes(List<String> tokens) {
    List<String> unprintable = new ArrayList<>();
    for (int b = 0; b < BYTES; b++) {
      if (printable(b)) {
        tokens.add(Character.toString(b));
      } else {
        unprintable.add(Character.toString(BYTES + unprintable.size()));
      }
    }
    tokens.addAll(unprintable);
  }

  private static boolean printable(int b) {
    boolean ascii = b > ' ' && b < 0x7F;
    boolean latin = b > 0xA0 && b != 0xAD;
    return ascii || latin;
  }

  /** Appends a letter to every string, shortest first, until there are enough. */
  private static void addWords(List<String> tokens, List<String> merges, int wanted) {
    List<String> shorter = new ArrayList<>();
    shorter.add(Character.toString(BYTES + ' '));
    for (int letter = 0; letter < LETTERS; letter++) {
      shorter.add(letter(letter));
    }
    for (int i = 0; tokens.size() < wanted; i++) {
      String stem = shorter.get(i);
      for (int letter = 0; letter < LETTERS && tokens.size() < wanted; letter++) {
        String longer = stem + letter(letter);
        tokens.add(longer);
        merges.add(stem + " " + letter(letter));
        shorter.add(longer);
      }
    }
  }

  private static String letter(int index) {
    return Character.toString('a' + index);
  }

  private static String special(int index) {
    // Three reserved names stand among the others.
    return index < SPECIAL_NAMES.size()
        ? SPECIAL_NAMES.get(index)
        : "<|reserved_special_token_" + (index - SPECIAL_NAMES.size() + 3) + "|>";
  }
}
