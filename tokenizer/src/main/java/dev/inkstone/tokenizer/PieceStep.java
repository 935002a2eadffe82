package dev.inkstone.tokenizer;

import java.util.function.Consumer;

/**
 * One step of a pre-tokenizer in its general form: it may cut a piece of text, leave parts of it
 * out and respell it. Implementations are immutable and take time linear in the piece.
 *
 * <p>A step that only cuts is a {@link Splitter} if every step beside it is one, which is faster.
 */
@FunctionalInterface
interface PieceStep {
  /**
   * Hands on what becomes of a piece, nothing of it empty.
   *
   * @param piece not empty
   * @param origin where in the whole text the source of the piece's text starts
   */
  void apply(AlignedText piece, int origin, Consumer<AlignedText> out);

  /** Cuts around the matches of a pattern. */
  static PieceStep split(PatternFinder finder, SplitBehavior behavior, boolean inverted) {
    return (piece, origin, out) -> behavior.cut(piece, finder.find(piece.text()), inverted, out);
  }

  /**
   * Cuts as a splitter does.
   *
   * @param dropsSpaces whether pieces that start with white space are left out
   */
  static PieceStep of(Splitter splitter, boolean dropsSpaces) {
    return (piece, origin, out) -> {
      byte[] bytes = Utf8.encode(piece.text());
      int character = 0;
      int from = 0;
      while (from < bytes.length) {
        int to = splitter.next(bytes, from, bytes.length);
        int next = character + Utf8.units(bytes, from, to);
        if (!dropsSpaces || (CharClass.at(bytes, from) & CharClass.SPACE) == 0) {
          out.accept(piece.slice(character, next));
        }
        character = next;
        from = to;
      }
    };
  }

  /** Cuts after every {@code length} characters. */
  static PieceStep fixedLength(int length) {
    return (piece, origin, out) -> {
      String text = piece.text();
      int from = 0;
      while (from < text.length()) {
        int to = from;
        for (int i = 0; i < length && to < text.length(); i++) {
          to += Character.charCount(text.codePointAt(to));
        }
        out.accept(piece.slice(from, to));
        from = to;
      }
    };
  }

  /** Puts a space in front of a piece that has none. */
  static PieceStep leadingSpace() {
    return (piece, origin, out) -> {
      if (piece.text().startsWith(" ")) {
        out.accept(piece);
      } else {
        Rewriting rewriting = new Rewriting(piece);
        rewriting.insert(0, " ");
        out.accept(rewriting.finish());
      }
    };
  }
}
