package dev.inkstone.tokenizer;

import java.util.function.Consumer;

/**
 * {@code Metaspace} in its general form: spaces become another character, one of them is put in
 * front, and each starts a piece.
 *
 * @param space what a space becomes, one character
 * @param prefix where one goes that is not in the text; never a second one
 * @param splits whether each starts a piece
 */
record MetaspaceStep(String space, SpacePrefix prefix, boolean splits) implements PieceStep {
  @Override
  public void apply(AlignedText piece, int origin, Consumer<AlignedText> out) {
    AlignedText spelled = new ReplaceText(" ", space).apply(piece);
    if (isPrefixed(spelled, origin)) {
      Rewriting rewriting = new Rewriting(spelled);
      rewriting.insert(0, space);
      spelled = rewriting.finish();
    }
    if (splits) {
      Matches spaces = PatternFinder.text(space).find(spelled.text());
      SplitBehavior.MERGED_WITH_NEXT.cut(spelled, spaces, false, out);
    } else {
      out.accept(spelled);
    }
  }

  private boolean isPrefixed(AlignedText spelled, int origin) {
    if (spelled.text().startsWith(space)) {
      return false;
    }
    return switch (prefix) {
      case NEVER -> false;
      case EVERY_SEGMENT -> true;
      case TEXT_START -> origin + spelled.sourceStart(0) == 0;
    };
  }
}
