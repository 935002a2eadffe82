package dev.inkstone.bench;

import ai.djl.sentencepiece.SpTokenizer;
import dev.inkstone.tokenizer.EncodeOptions;
import dev.inkstone.tokenizer.SentencePieceTokenizers;
import dev.inkstone.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;

/** SentencePiece, written in C++: reads user-defined pieces from text, but no control pieces. */
record SentencePiecePeer(SpTokenizer library, Tokenizer own) implements TokenizerPeer {

  static SentencePiecePeer open(Path file) throws IOException {
    return new SentencePiecePeer(new SpTokenizer(file), SentencePieceTokenizers.load(file));
  }

  @Override
  public int[] encode(String text) {
    return library.getProcessor().encode(text);
  }

  @Override
  public String decode(int[] ids) {
    return library.getProcessor().decode(ids);
  }

  @Override
  public EncodeOptions alike(String text) {
    return new EncodeOptions(false, (start, end) -> isUserDefined(text.substring(start, end)));
  }

  /** Of the spellings that are searched for, control pieces alone stand for no text. */
  private boolean isUserDefined(String spelling) {
    OptionalInt id = own.id(spelling);
    return id.isPresent()
        && !id.equals(own.specialTokens().unk())
        && own.bytes(id.getAsInt()).length > 0;
  }

  /** The binding hands UTF-8 to the JVM as if it were the JVM's own modified form of it. */
  @Override
  public boolean canReturn(String text) {
    return text.chars().allMatch(c -> c != 0 && !Character.isSurrogate((char) c));
  }
}
