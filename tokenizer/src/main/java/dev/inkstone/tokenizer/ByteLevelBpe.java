package dev.inkstone.tokenizer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Byte-level BPE: pieces of UTF-8, cut by splitters, whose bytes are merged by rank.
 *
 * <p>Immutable but for its word cache; safe for concurrent use.
 */
final class ByteLevelBpe {
  private final Vocabulary vocabulary;
  private final List<Splitter> splitters;
  private final PairTable pairs;
  private final int[] byteSymbols;

  /** Spellings of the symbols that are no tokens; the first has the id {@code size()}. */
  private final List<String> intermediates;

  private final @Nullable PieceIndex wholePieces;
  private final WordCache cache = new WordCache();

  /**
   * @param merges which pairs merge, in rank order
   * @param splitters how text is cut first
   * @param ignoreMerges whether a piece that is a token as a whole is taken without merging
   */
  ByteLevelBpe(
      Vocabulary vocabulary, MergeList merges, List<Splitter> splitters, boolean ignoreMerges) {
    this.vocabulary = vocabulary;
    this.splitters = splitters;
    Symbols symbols = new Symbols(vocabulary);
    this.byteSymbols = new int[256];
    for (int value = 0; value < 256; value++) {
      byteSymbols[value] = symbols.of(String.valueOf(ByteAlphabet.character(value)));
    }
    this.pairs = new PairTable(merges.size());
    for (int rank = 0; rank < merges.size(); rank++) {
      String left = merges.left(rank);
      String right = merges.right(rank);
      String merged = left.concat(right);
      // Markup is read by its spelling or not at all; text must not merge into it.
      if (!MarkupSpelling.matches(merged)) {
        pairs.add(symbols.of(left), symbols.of(right), rank, symbols.of(merged));
      }
    }
    this.intermediates = List.copyOf(symbols.intermediates.keySet());
    this.wholePieces = ignoreMerges ? new PieceIndex(vocabulary) : null;
  }

  /** Appends the ids of {@code text}, valid UTF-8. */
  void encode(byte[] text, IdList out) {
    PieceCursor cursor = new PieceCursor(splitters, text, text.length);
    SymbolMerger merger = new SymbolMerger(pairs);
    int from = 0;
    while (from < text.length) {
      int to = cursor.next(from);
      encodePiece(text, from, to, merger, out);
      from = to;
    }
  }

  private void encodePiece(byte[] text, int from, int to, SymbolMerger merger, IdList out) {
    int[] known = cache.find(text, from, to);
    if (known != null) {
      out.addAll(known);
      return;
    }
    int start = out.size();
    int whole = wholePieces == null ? -1 : wholePieces.find(text, from, to);
    if (whole >= 0) {
      out.add(whole);
    } else {
      merge(text, from, to, merger, out);
    }
    cache.put(text, from, to, out.since(start));
  }

  private void merge(byte[] text, int from, int to, SymbolMerger merger, IdList out) {
    merger.clear();
    for (int i = from; i < to; i++) {
      merger.add(byteSymbols[text[i] & 0xFF]);
    }
    merger.merge();
    for (int i = 0; i < merger.size(); i++) {
      emit(merger.symbol(i), out);
    }
  }

  private void emit(int symbol, IdList out) {
    if (symbol < vocabulary.size()) {
      out.add(symbol);
      return;
    }
    // A merge whose result is no token: its bytes, as far as they are tokens. Other bytes have no
    // spelling in this vocabulary.
    String spelling = intermediates.get(symbol - vocabulary.size());
    for (int i = 0; i < spelling.length(); i++) {
      int id = vocabulary.id(String.valueOf(spelling.charAt(i)));
      if (id >= 0) {
        out.add(id);
      }
    }
  }

  /** Gives every spelling a symbol: its token id, or a number past the vocabulary. */
  private static final class Symbols {
    private final Vocabulary vocabulary;
    private final Map<String, Integer> intermediates = new LinkedHashMap<>();

    Symbols(Vocabulary vocabulary) {
      this.vocabulary = vocabulary;
    }

    int of(String spelling) {
      int id = vocabulary.id(spelling);
      return id >= 0
          ? id
          : intermediates.computeIfAbsent(
              spelling, absent -> vocabulary.size() + intermediates.size());
    }
  }
}
