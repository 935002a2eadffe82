package dev.inkstone.tokenizer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Byte-level BPE: pieces of UTF-8, cut by splitters, whose bytes are merged by rank.
 *
 * <p>Immutable but for its word cache; safe for concurrent use.
 */
final class ByteLevelBpe {
  /** Bytes of a piece that is worth cutting. */
  private static final int LONG_PIECE = 9;

  private final Vocabulary vocabulary;
  private final List<Splitter> splitters;
  private final ByteMerges merges;
  private final @Nullable PieceIndex wholePieces;
  private final WordCache cache = new WordCache();

  /** Whether pieces may be cut; not where merges reach over a character that is left out. */
  private final boolean cutsPieces;

  /** Made when the first text needs it; a lost race makes one in vain. */
  private @Nullable Parts parts;

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
    this.cutsPieces = !merges.leavesSomeOut();
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

  private void encodePiece(byte[] text, int from, int to, SymbolMerger merger, TokenSink out) {
    out.startWord(from);
    if (cutsPieces && to - from >= LONG_PIECE && CharacterJoins.endsWide(text, to)) {
      Parts known = parts();
      int cut = known.joins.nextCut(text, from, to);
      // With dropout, what merges depends on the merges of the whole piece.
      if (cut < to && out.dropout() == null) {
        encodeParts(text, from, cut, to, known, merger, out);
        return;
      }
    }
    WordCache.Word known = cache.find(text, from, to);
    if (known != null && out.addKnown(known, to)) {
      return;
    }
    int mark = out.size();
    encodeNew(text, from, to, merger, out);
    out.remember(cache, text, from, to, mark);
  }

  private Parts parts() {
    Parts known = parts;
    if (known == null) {
      known = new Parts(new CharacterJoins(vocabulary, merges.strangers()), new WordCache());
      parts = known;
    }
    return known;
  }

  /** Encodes a piece that can be cut first at {@code cut}. */
  private void encodeParts(
      byte[] text, int from, int cut, int to, Parts parts, SymbolMerger merger, TokenSink out) {
    int start = from;
    int end = cut;
    while (start < to) {
      WordCache.Word known = parts.cache.find(text, start, end);
      if (known == null || !out.addKnown(known, end)) {
        int mark = out.size();
        merge(text, start, end, merger, out);
        out.remember(parts.cache, text, start, end, mark);
      }
      start = end;
      end = start < to ? parts.joins.nextCut(text, start, to) : to;
    }
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
      // A letter is a byte, even in a token that was added and stands for its letters.
      int end = out.tracks() ? merges.end(text, at, vocabulary.spelling(symbol).length()) : at;
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

  /**
   * What pieces without spaces are encoded by.
   *
   * @param cache parts of pieces; a part may be a token as a whole piece and yet not merge to it
   */
  private record Parts(CharacterJoins joins, WordCache cache) {}
}
