package dev.inkstone.chat;

import dev.inkstone.tokenizer.EncodeOptions;
import dev.inkstone.tokenizer.SpecialTokens;
import dev.inkstone.tokenizer.StreamingDecoder;
import dev.inkstone.tokenizer.Tokenizer;
import java.util.OptionalInt;

/** Remembers what it was asked to encode and answers 42. */
final class RecordingTokenizer implements Tokenizer {
  String text = "";
  EncodeOptions options = EncodeOptions.PLAIN;

  @Override
  public int[] encode(String given, EncodeOptions asked) {
    text = given;
    options = asked;
    return new int[] {42};
  }

  @Override
  public String decode(int... ids) {
    throw new UnsupportedOperationException();
  }

  @Override
  public byte[] bytes(int id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public StreamingDecoder streamingDecoder() {
    throw new UnsupportedOperationException();
  }

  @Override
  public int vocabularySize() {
    return 43;
  }

  @Override
  public String token(int id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public OptionalInt id(String token) {
    return OptionalInt.empty();
  }

  @Override
  public SpecialTokens specialTokens() {
    throw new UnsupportedOperationException();
  }
}
