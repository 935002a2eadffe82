package dev.inkstone.tokenizer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Byte-level BPE: pieces of UTF-8, cut by splitters, whose bytes are merged by rank.
 *
 * <p>Immutable but for its word cache; safe for concurrent use.
 */
final class ByteLevelBpe {
  private final Vocabulary vocabulary;
  private final List<Splitter> splitters;
  private final ByteMerges merges;
  private final @Nullable PieceIndex wholePieces;
  private final WordCache cache = new WordCache();

  /**
   * A model.
   *
   * @param splitters how text is cut first
   * @param wholePieces finds pieces that are taken as a token without merging, or null to always
   *     merge
   */
  private ByteLevelBpe(
      Vocabulary vocabulary,
      ByteMerges merges,
      List<Splitter> splitters,
      @Nullable PieceIndex wholePieces) {
    this.vocabulary = vocabulary;
    this.merges = merges;
    this.splitters = splitters;
    this.wholePieces = wholePieces;
  }

  /**
   * A model with listed merges.
   *
   * @param merges see {@link ByteMergesBuilder#listed}
   * @param ignoreMerges whether a piece that is a token as a whole is taken without merging
   */
  static ByteLevelBpe listed(
      Vocabulary vocabulary, ByteMerges merges, List<Splitter> splitters, boolean ignoreMerges) {
    return new ByteLevelBpe(
        vocabulary, merges, splitters, ignoreMerges ? new PieceIndex(vocabulary) : null);
  }

  /** A model whose token ids are the ranks of merges; whole pieces are taken without merging. */
  static ByteLevelBpe ranked(Vocabulary vocabulary, List<Splitter> splitters, String source) {
    PieceIndex pieces = new PieceIndex(vocabulary);
    return new ByteLevelBpe(
        vocabulary, ByteMergesBuilder.ranked(vocabulary, pieces, source), splitters, pieces);
  }

  /** Appends the ids of {@code text}, valid UTF-8. */
  void encode(byte[] text, TokenSink out) {
    PieceCursor cursor = new PieceCursor(splitters, text, text.length);
    SymbolMerger merger = new SymbolMerger(merges.pairs());
    int from = 0;
    while (from < text.length) {
      int to = cursor.next(from);
      encodePiece(text, from, to, merger, out);
      from = to;
    }
  }

  /** The model behind the splitters, without its cache. */
  WordModel words() {
    return (text, from, to, out) ->
        encodeNew(text, from, to, new SymbolMerger(merges.pairs()), out);
  }

  /** Whether a single space between two Latin letters always starts a word. */
  boolean endsWordsAtSpaces() {
    return PieceCursor.cutsBeforeSpaces(splitters);
  }

  private void encodePiece(byte[] text, int from, int to, SymbolMerger merger, TokenSink out) {
    out.startWord(from);
    WordCache.Word known = cache.find(text, from, to);
    if (known != null && out.addKnown(known, to)) {
      return;
    }
    int mark = out.size();
    encodeNew(text, from, to, merger, out);
    out.remember(cache, text, from, to, mark);
  }

  private void encodeNew(byte[] text, int from, int to, SymbolMerger merger, TokenSink out) {
    int whole =
        wholePieces == null || out.dropout() != null ? -1 : wholePieces.find(text, from, to);
    if (whole >= 0) {
      out.add(whole, to);
    } else {
      merge(text, from, to, merger, out);
    }
  }

  private void merge(byte[] text, int from, int to, SymbolMerger merger, TokenSink out) {
    merger.clear();
    int before = 0;
    for (int i = from; i < to; i++) {
      int value = text[i] & 0xFF;
      if (!merges.leavesOut(text[i])) {
        merger.add(merges.bytes()[value], merges.bytePairs()[before << 8 | value]);
        before = value;
      }
    }
    merger.merge(out.dropout());
    int end = from;
    for (int i = 0; i < merger.size(); i++) {
      end = emit(merger.symbol(i), text, end, out);
    }
  }

  /** Appends the ids of a symbol that starts at byte {@code at}; returns where it ends. */
  private int emit(int symbol, byte[] text, int at, TokenSink out) {
    if (symbol < vocabulary.size()) {
      int length = vocabulary.start(symbol + 1) - vocabulary.start(symbol);
      int end = out.tracks() ? merges.end(text, at, length) : at + length;
      out.add(symbol, end);
      return end;
    }
    // A merge whose result is no token: its bytes, as far as they are tokens. Other bytes have no
    // spelling in this vocabulary.
    String spelling = merges.strangers().get(symbol - vocabulary.size());
    for (int i = 0; i < spelling.length(); i++) {
      int id = vocabulary.id(String.valueOf(spelling.charAt(i)));
      if (id >= 0) {
        out.add(id, at + i + 1);
      }
    }
    return at + spelling.length();
  }
}
