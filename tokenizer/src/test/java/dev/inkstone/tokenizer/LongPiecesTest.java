package dev.inkstone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer.Form;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A megabyte without a break, through every kind of model, on a thread with a small stack.
 *
 * <p>The time limit is a hundred times what is needed; a step for every pair of characters would
 * take hours.
 */
class LongPiecesTest {
  private static final int MEGABYTE = 1 << 20;
  private static final long STACK = 128 * 1024;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final long SEED = 20261125;

  private static final String WORD_PIECE =
      """
      {"added_tokens": [{"id": 0, "content": "[UNK]", "special": true},
                        {"id": 8, "content": "ALMOST", "special": false, "normalized": false}],
       "normalizer": {"type": "BertNormalizer", "lowercase": true},
       "pre_tokenizer": {"type": "BertPreTokenizer"}, "decoder": {"type": "WordPiece"},
       "model": {"type": "WordPiece", "unk_token": "[UNK]", "max_input_chars_per_word": 2000000,
        "continuing_subword_prefix": "##",
        "vocab": {"[UNK]": 0, "a": 1, "##a": 2, "##aa": 3, "7": 4, "##77": 5, "'": 6, "中": 7}}}
      """;

  private static final String UNIGRAM =
      """
      {"added_tokens": [{"id": 0, "content": "<unk>", "special": true}],
       "normalizer": {"type": "Sequence", "normalizers": [{"type": "NFKC"}, {"type": "Lowercase"}]},
       "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always"},
       "decoder": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always"},
       "model": {"type": "Unigram", "unk_id": 0, "vocab": [["<unk>", 0], ["▁", -1.5], ["a", -2.5],
        ["aa", -4.1], ["aaaa", -7.3], ["▁▁", -3.5], ["7", -2], ["中", -3], ["'", -4]]}}
      """;

  @TempDir Path folder;

  /** Texts of one character, or of a few in turn, with a name. */
  static Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("letters", repeated("a"));
    texts.put("spaces", repeated(" "));
    texts.put("line feeds", repeated("\n"));
    texts.put("returns and line feeds", repeated("\r\n"));
    texts.put("marks", repeated("\u0301"));
    texts.put("marks of two classes", repeated("\u0301\u0316"));
    texts.put("ideographs", repeated("中"));
    texts.put("emoji", repeated("\uD83D\uDE00"));
    texts.put("joined emoji", repeated("\uD83D\uDC69\u200D"));
    texts.put("flags", repeated("\uD83C\uDDE9"));
    texts.put("lone surrogates", repeated("\uD83D"));
    texts.put("control characters", repeated("\u0001"));
    texts.put("digits", repeated("7"));
    texts.put("apostrophes", repeated("'"));
    texts.put("contractions", repeated("'s"));
    texts.put("case in turns", repeated("aA"));
    texts.put("random letters", random());
    return texts;
  }

  static List<String> pieceFamilies() {
    return List.of(
        "default",
        "gpt-2",
        "starcoder",
        "falcon",
        "llama-bpe",
        "dbrx",
        "qwen2",
        "qwen35",
        "deepseek-llm",
        "deepseek-coder",
        "deepseek-v3",
        "gpt-4o",
        "tekken",
        "bloom",
        "viking",
        "chameleon",
        "exaone-moe",
        "seed-coder",
        "kimi-k2",
        "youtu",
        "tiny_aya",
        "superbpe",
        "afmoe",
        "jais-2");
  }

  @ParameterizedTest
  @MethodSource("pieceFamilies")
  void byte_level_bpe_with_every_splitter(String pre) {
    List<String> merges = List.of("a a", "aa aa", "Ġ Ġ", "ĠĠ ĠĠ", "ã Ģ", "Ċ Ċ", "7 7", "' s");
    checkAll(
        GgufTokenizers.from(SmallVocabularies.byteLevel(pre, merges)), !pre.startsWith("qwen"));
  }

  @Test
  void byte_level_bpe_by_ranks() throws IOException {
    StringBuilder ranks = new StringBuilder();
    List<byte[]> tokens = new ArrayList<>();
    for (int value = 0; value < 256; value++) {
      tokens.add(new byte[] {(byte) value});
    }
    for (String token : List.of("aa", "aaa", "aaaa", "  ", "   ", "\n\n", "77", "中", "'s")) {
      tokens.add(token.getBytes(StandardCharsets.UTF_8));
    }
    for (int id = 0; id < tokens.size(); id++) {
      ranks.append(Base64.getEncoder().encodeToString(tokens.get(id))).append(' ').append(id);
      ranks.append('\n');
    }
    Path file = Files.writeString(folder.resolve("small.tiktoken"), ranks);
    checkAll(TiktokenTokenizers.load(file, new TiktokenEncoding("llama-bpe", Map.of())), true);
  }

  @Test
  void sentence_piece_bpe() {
    SmallVocabularies.SentencePiece pieces =
        SmallVocabularies.sentencePiece().bytes().pieces("▁▁", "▁a", "aa", "aaaa", "▁", "a", "77");
    checkAll(pieces.tokenizer(), true);
    checkAll(pieces.pieces("a▁", "'", "▁'").withoutPrefix(), true);
  }

  @Test
  void unigram() throws IOException {
    checkAll(load(UNIGRAM), false);
  }

  @Test
  void word_piece_and_an_added_token_that_almost_fits_everywhere() throws IOException {
    checkAll(load(WORD_PIECE.replace("ALMOST", "a".repeat(500) + "!")), false);
  }

  @Test
  void sorting_marks_changes_no_normalization_form() {
    Random random = new Random(SEED);
    int[] marks = {
      0x301, 0x316, 0x345, 0x334, 0x34F, 0x344, 0x5B0, 0x64B, 0xF71, 0xF72, 0xF73, 0x3099, 0x20DD,
      0x1D165, 0x1D16D
    };
    for (int round = 0; round < 300; round++) {
      StringBuilder text = new StringBuilder("e");
      int length = 20 + random.nextInt(60);
      for (int i = 0; i < length; i++) {
        text.appendCodePoint(random.nextInt(30) == 0 ? 'e' : marks[random.nextInt(marks.length)]);
      }
      String sorted = CanonicalOrder.sorted(text.toString());
      for (Form form : Form.values()) {
        assertThat(java.text.Normalizer.normalize(sorted, form))
            .as("seed %d, round %d, %s", SEED, round, form)
            .isEqualTo(java.text.Normalizer.normalize(text, form));
      }
    }
  }

  /** Encodes all texts; what comes back is the text, or else the same with places remembered. */
  private static void checkAll(Tokenizer tokenizer, boolean lossless) {
    Encoder encoder = tokenizer.encoder().addSpecialTokens(false).build();
    texts()
        .forEach(
            (name, text) -> {
              int[] ids = onSmallStack(name, () -> tokenizer.encode(text));
              if (lossless) {
                assertThat(tokenizer.decode(ids).equals(Utf8.valid(text))).as(name).isTrue();
              } else {
                int[] placed = onSmallStack(name, () -> encoder.encode(text).ids());
                assertThat(Arrays.equals(placed, ids)).as(name).isTrue();
              }
            });
  }

  private static int[] onSmallStack(String name, Callable<int[]> encoding) {
    FutureTask<int[]> task = new FutureTask<>(encoding);
    Thread thread = new Thread(null, task, name, STACK);
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(name + ": " + e, e);
    }
  }

  private Tokenizer load(String json) throws IOException {
    return HuggingFaceTokenizers.load(Files.writeString(folder.resolve("tokenizer.json"), json));
  }

  private static String repeated(String unit) {
    return unit.repeat(MEGABYTE / Utf8.encode(unit).length);
  }

  private static String random() {
    Random random = new Random(SEED);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < MEGABYTE; i++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }
}
