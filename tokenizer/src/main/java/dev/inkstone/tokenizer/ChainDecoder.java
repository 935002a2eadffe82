package dev.inkstone.tokenizer;

import java.util.List;

/**
 * Decodes a stream of ids through the chain of decoders that a tokenizer.json lists. Not
 * thread-safe.
 */
final class ChainDecoder implements IdDecoder {
  private final Vocabulary vocabulary;
  private final StringBuilder out = new StringBuilder();
  private final DecodeStage first;

  ChainDecoder(Vocabulary vocabulary, List<DecodeStage.Maker> chain) {
    this.vocabulary = vocabulary;
    this.first = chain(chain, out);
  }

  /** What the chain makes of some tokens. */
  static String decode(List<DecodeStage.Maker> chain, String... tokens) {
    StringBuilder out = new StringBuilder();
    DecodeStage first = chain(chain, out);
    for (String token : tokens) {
      first.text(token);
      first.end();
    }
    first.finish();
    return out.toString();
  }

  @Override
  public void accept(int id) {
    TokenType type = vocabulary.type(vocabulary.checked(id));
    if (!type.isMarkup() && type != TokenType.UNUSED) {
      first.text(vocabulary.spelling(id));
      first.end();
    }
  }

  @Override
  public String next(int id) {
    accept(id);
    return take();
  }

  @Override
  public String flush() {
    first.finish();
    return take();
  }

  private String take() {
    String text = out.toString();
    out.setLength(0);
    return text;
  }

  private static DecodeStage chain(List<DecodeStage.Maker> makers, StringBuilder out) {
    DecodeStage stage = new Output(out);
    for (DecodeStage.Maker maker : makers.reversed()) {
      stage = maker.before(stage);
    }
    return stage;
  }

  /** The end of a chain. */
  private record Output(StringBuilder out) implements DecodeStage {
    @Override
    public void text(String part) {
      out.append(part);
    }

    @Override
    public void end() {}

    @Override
    public void finish() {}
  }
}
