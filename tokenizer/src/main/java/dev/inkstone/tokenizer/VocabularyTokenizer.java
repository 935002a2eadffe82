package dev.inkstone.tokenizer;

import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A tokenizer put together from its parts: added tokens are cut out of the text, the rest goes
 * through the model. Immutable and safe for concurrent use.
 *
 * @param vocabulary the tokens
 * @param addedTokens finds tokens by their spelling
 * @param model encodes the text between them
 * @param template what goes around texts
 * @param trim how the places of tokens shrink, or null when they stay
 * @param specialTokens ids with a role
 * @param decoding how ids become text
 */
record VocabularyTokenizer(
    Vocabulary vocabulary,
    AddedTokenMatcher addedTokens,
    TextEncoder model,
    SpecialTokenTemplate template,
    @Nullable SpaceTrim trim,
    SpecialTokens specialTokens,
    Decoding decoding)
    implements Tokenizer {

  @Override
  public int[] encode(String text, EncodeOptions options) {
    boolean sampled = options.dropout().probability() > 0;
    IdSink out = sampled ? new SamplingSink(text, options.dropout()) : new IdSink(text);
    if (options.addSpecialTokens()) {
      out.addAll(template.before());
    }
    encode(text, options.specialText(), out);
    if (options.addSpecialTokens()) {
      out.addAll(template.after());
    }
    return out.toArray();
  }

  @Override
  public int count(String text) {
    CountingSink out = new CountingSink();
    encode(text, EncodeOptions.SpecialText.NONE, out);
    return out.count();
  }

  private void encode(String text, EncodeOptions.SpecialText special, TokenSink out) {
    int from = 0;
    while (from < text.length()) {
      AddedTokenMatcher.Occurrence token = addedTokens.find(text, from, special);
      int to = token == null ? text.length() : token.start();
      if (to > from) {
        model.encode(text.substring(from, to), from, special, out);
      }
      if (token != null) {
        out.addFound(token.id(), token.start(), token.end());
      }
      from = token == null ? to : token.end();
    }
  }

  @Override
  public String decode(int... ids) {
    IdDecoder decoder = decoding.open(vocabulary);
    for (int id : ids) {
      decoder.accept(id);
    }
    return decoder.flush();
  }

  @Override
  public byte[] bytes(int id) {
    return vocabulary.bytes(id);
  }

  @Override
  public StreamingDecoder streamingDecoder() {
    return decoding.open(vocabulary);
  }

  @Override
  public int vocabularySize() {
    return vocabulary.size();
  }

  @Override
  public String token(int id) {
    return vocabulary.spelling(id);
  }

  @Override
  public TokenType tokenType(int id) {
    return vocabulary.type(vocabulary.checked(id));
  }

  @Override
  public OptionalInt id(String token) {
    int id = vocabulary.id(token);
    return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
  }

  @Override
  public Encoder.Builder encoder() {
    return new Encoder.Builder(this);
  }

  @Override
  public TokenCounter counter() {
    return new TokenCounter(this);
  }

  @Override
  public String truncate(String text, int maxTokens) {
    return new TokenSplitter(this, text, maxTokens).start();
  }

  @Override
  public List<TextSpan> split(String text, int maxTokens, int overlap) {
    return new TokenSplitter(this, text, maxTokens).parts(overlap);
  }

  @Override
  public List<int[]> encodeAll(List<String> texts, EncodeOptions options) {
    int threads = Runtime.getRuntime().availableProcessors();
    return ParallelTexts.map(texts, threads, text -> encode(text, options));
  }

  /** What is known of the place before a {@code separator} between letters or digits. */
  WordBorder wordBorder(char separator) {
    boolean apart =
        addedTokens.keepsApart(separator) && (model.startsAnywhere() || !addedTokens.endInWords());
    return apart ? model.wordBorder(separator) : WordBorder.UNKNOWN;
  }

  /** The tokens of a text with their places. */
  SequenceTokens tokens(String text, EncodeOptions.SpecialText special) {
    SpanSink out = new SpanSink(text);
    encode(text, special, out);
    return new SequenceTokens(out.ids(), out.words(), out.starts(), out.ends());
  }

  /** The same tokens with the places that the file wants to be seen. */
  SequenceTokens trimmed(SequenceTokens tokens, String text) {
    return trim == null ? tokens : trim.apply(tokens, text, vocabulary);
  }
}
