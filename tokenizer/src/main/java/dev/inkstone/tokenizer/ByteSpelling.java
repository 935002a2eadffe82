package dev.inkstone.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Spells every byte of a text as its letter in the byte alphabet: {@code ByteLevel}. */
final class ByteSpelling implements Normalizer, PieceStep {
  static final ByteSpelling INSTANCE = new ByteSpelling();

  private ByteSpelling() {}

  @Override
  public void apply(AlignedText piece, int origin, Consumer<AlignedText> out) {
    out.accept(apply(piece));
  }

  @Override
  public AlignedText apply(AlignedText aligned) {
    String text = aligned.text();
    Rewriting rewriting = new Rewriting(aligned);
    int at = 0;
    while (at < text.length()) {
      int codePoint = text.codePointAt(at);
      int next = at + Character.charCount(codePoint);
      if (codePoint < '!' || codePoint > '~') {
        byte[] bytes = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
        rewriting.replace(at, next, ByteAlphabet.spelling(bytes));
      }
      at = next;
    }
    return rewriting.finish();
  }
}
