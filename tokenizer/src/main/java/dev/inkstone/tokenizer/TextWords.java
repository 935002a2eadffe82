package dev.inkstone.tokenizer;

import dev.inkstone.error.ModelFormatException;
import dev.inkstone.error.UnsupportedModelException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer.Form;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The words that the model of a {@code tokenizer.json} gets to see: a text after normalizer and
 * pre-tokenizer, in the spelling of the vocabulary. Tokens never reach over a word.
 *
 * <p>A trainer that counts these words learns from exactly what its tokenizer will encode. Added
 * tokens are not looked for. Immutable and safe for concurrent use; takes time linear in the text.
 */
public final class TextWords {
  private final Normalizer normalizer;
  private final WordEncoder.Words words;
  private final boolean byteLevel;

  private TextWords(Normalizer normalizer, WordEncoder.Words words, boolean byteLevel) {
    this.normalizer = normalizer;
    this.words = words;
    this.byteLevel = byteLevel;
  }

  /**
   * Reads the sections {@code normalizer} and {@code pre_tokenizer} of a file's content, UTF-8, and
   * the type of its model; the vocabulary may be empty.
   *
   * @throws ModelFormatException if the content is broken
   * @throws UnsupportedModelException if it uses a component that is not supported; the message
   *     names it
   */
  public static TextWords of(byte[] tokenizerJson) {
    TokenizerJson json = TokenizerJson.read(tokenizerJson, "tokenizer.json");
    if (!json.model().path("type").asText().equals("BPE")) {
      WordEncoder.Words words = JsonPreTokenizer.words(json).orElseThrow(() -> unsupported(json));
      return new TextWords(JsonNormalizer.of(json), words, false);
    }
    JsonPreTokenizer text = JsonPreTokenizer.ofBpe(json);
    if (!text.isSimple()) {
      throw unsupported(json);
    }
    return new TextWords(
        text.composes() ? new UnicodeForm(Form.NFC) : Normalizer.NONE,
        new WordEncoder.Words(
            text.splitters(),
            false,
            text.replacesSpace() ? new Metaspace(text.prefix(), text.splitsAtSpaces()) : null),
        text.isByteLevel());
  }

  /**
   * Hands on the words of a text in their order: {@code Ġthe} for a byte-level model, {@code ▁the}
   * for one that spells spaces as U+2581. A lone surrogate counts as U+FFFD.
   */
  public void forEach(String text, Consumer<String> action) {
    byte[] bytes = Utf8.encode(normalizer.apply(AlignedText.untracked(text)).text());
    PieceCursor cursor = new PieceCursor(words.splitters(), bytes, bytes.length);
    int from = 0;
    while (from < bytes.length) {
      int to = cursor.next(from);
      if (!words.isDropped(bytes, from)) {
        accept(bytes, from, to, action);
      }
      from = to;
    }
  }

  /** The characters that words may consist of, if there is a fixed set of them, else nothing. */
  public String alphabet() {
    if (!byteLevel) {
      return "";
    }
    byte[] all = new byte[256];
    for (int value = 0; value < all.length; value++) {
      all[value] = (byte) value;
    }
    return ByteAlphabet.spelling(all);
  }

  private static UnsupportedModelException unsupported(TokenizerJson json) {
    return new UnsupportedModelException(
        "the words of normalizer %s and pre_tokenizer %s cannot be told"
            .formatted(json.section("normalizer"), json.section("pre_tokenizer")));
  }

  private void accept(byte[] text, int from, int to, Consumer<String> action) {
    Metaspace metaspace = words.metaspace();
    if (metaspace == null) {
      action.accept(spelling(text, from, to));
      return;
    }
    byte[] spelled = metaspace.spelled(text, from, to, from == 0);
    int start = 0;
    while (start < spelled.length) {
      int end = metaspace.wordEnd(spelled, start);
      action.accept(spelling(spelled, start, end));
      start = end;
    }
  }

  private String spelling(byte[] text, int from, int to) {
    return byteLevel
        ? ByteAlphabet.spelling(Arrays.copyOfRange(text, from, to))
        : new String(text, from, to - from, StandardCharsets.UTF_8);
  }
}
