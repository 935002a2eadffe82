package dev.inkstone.tokenizer;

import java.util.List;

/**
 * Sends text through the steps of a pre-tokenizer, whatever they do to it, and each piece that
 * comes out through the model.
 */
final class PieceEncoder implements StretchEncoder {
  private final List<PieceStep> steps;
  private final CachedWords model;
  private final boolean asksForOrigin;

  PieceEncoder(List<PieceStep> steps, WordModel model) {
    this.steps = List.copyOf(steps);
    this.model = new CachedWords(model);
    this.asksForOrigin =
        steps.stream()
            .anyMatch(s -> s instanceof MetaspaceStep m && m.prefix() == SpacePrefix.TEXT_START);
  }

  @Override
  public void encode(AlignedText text, int from, int to, int origin, TokenSink out) {
    apply(0, text.slice(from, to), origin, out);
  }

  /** Nobody knows what the steps make of it. */
  @Override
  public WordBorder wordBorder(char separator) {
    return WordBorder.UNKNOWN;
  }

  @Override
  public boolean asksForOrigin() {
    return asksForOrigin;
  }

  private void apply(int step, AlignedText piece, int origin, TokenSink out) {
    if (step < steps.size()) {
      steps.get(step).apply(piece, origin, next -> apply(step + 1, next, origin, out));
      return;
    }
    byte[] bytes = Utf8.encode(piece.text());
    model.encode(bytes, 0, bytes.length, out);
    out.endStretch(new TokenSink.Stretch(bytes, 0, piece, 0, origin));
  }
}
