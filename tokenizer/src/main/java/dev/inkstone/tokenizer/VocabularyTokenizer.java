package dev.inkstone.tokenizer;

import java.util.OptionalInt;

/**
 * A tokenizer put together from its parts: added tokens are cut out of the text, the rest goes
 * through the model. Immutable and safe for concurrent use.
 *
 * @param vocabulary the tokens
 * @param addedTokens finds tokens by their spelling
 * @param encoder encodes the text between them
 * @param frame the ids around a text
 * @param specialTokens ids with a role
 * @param firstToken what decoding does to the first token
 */
record VocabularyTokenizer(
    Vocabulary vocabulary,
    AddedTokenMatcher addedTokens,
    TextEncoder encoder,
    Frame frame,
    SpecialTokens specialTokens,
    FirstToken firstToken)
    implements Tokenizer {

  @Override
  public int[] encode(String text, EncodeOptions options) {
    IdSink out = new IdSink();
    if (options.addSpecialTokens()) {
      out.addAll(frame.before());
    }
    encode(text, options.specialText(), out);
    if (options.addSpecialTokens()) {
      out.addAll(frame.after());
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
        encoder.encode(text.substring(from, to), from, special, out);
      }
      if (token != null) {
        out.addFound(token.id(), token.start(), token.end());
      }
      from = token == null ? to : token.end();
    }
  }

  @Override
  public String decode(int... ids) {
    VocabularyDecoder decoder = new VocabularyDecoder(vocabulary, firstToken);
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
    return new VocabularyDecoder(vocabulary, firstToken);
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
  public OptionalInt id(String token) {
    int id = vocabulary.id(token);
    return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /** The ids put before and after a text when special tokens are added. */
  @SuppressWarnings("ArrayRecordComponent") // Never handed out: the tokenizer copies from them.
  record Frame(int[] before, int[] after) {

    /** The begin and end tokens, as far as they are to be added. */
    static Frame of(SpecialTokens special) {
      return new Frame(
          single(special.bos(), special.addBos()), single(special.eos(), special.addEos()));
    }

    private static int[] single(OptionalInt id, boolean added) {
      return added && id.isPresent() ? new int[] {id.getAsInt()} : new int[0];
    }
  }
}
