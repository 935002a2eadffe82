package dev.inkstone.tokenizer;

import java.util.Arrays;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Byte-pair merging of one run of symbols: again and again the adjacent pair of lowest rank, the
 * leftmost of equals, becomes one symbol.
 *
 * <p>Whoever merges it, by its length, the result is the same. Holds its scratch memory, so it
 * serves one thread; negative symbols merge with nothing.
 *
 * <p>Sennrich, Haddow, Birch 2016, "Neural Machine Translation of Rare Words with Subword Units".
 */
final class SymbolMerger {
  private final PairTable pairs;
  private final boolean plain;
  private final ShortMerger shortRuns;
  private final WindowMerger windows;
  private final LongMerger longRuns;

  private int[] symbols = new int[ShortMerger.LONGEST];

  /** What each symbol and the next may become. */
  private long[] values = new long[ShortMerger.LONGEST];

  private int size;

  /** A merger over the given pairs. */
  SymbolMerger(PairTable pairs) {
    this(pairs, null);
  }

  /**
   * A merger that also notes, for every merged symbol that is a key of {@code origins}, the pair
   * ({@code left << 32 | right}) it was last proposed for.
   */
  SymbolMerger(PairTable pairs, @Nullable Map<Integer, Long> origins) {
    this.pairs = pairs;
    this.plain = origins == null && ShortMerger.takes(pairs);
    this.shortRuns = new ShortMerger(pairs);
    this.windows = new WindowMerger(shortRuns);
    this.longRuns = new LongMerger(pairs, origins);
  }

  /** Empties the run. */
  void clear() {
    size = 0;
  }

  /** Appends a symbol to the run. */
  void add(int symbol) {
    add(symbol, size == 0 ? PairTable.NONE : pairs.find(symbols[size - 1], symbol));
  }

  /**
   * Appends a symbol to the run.
   *
   * @param value what the table says of the symbol before and this one
   */
  void add(int symbol, long value) {
    if (size == symbols.length) {
      symbols = Arrays.copyOf(symbols, 2 * size);
      values = Arrays.copyOf(values, 2 * size);
    }
    if (size > 0) {
      values[size - 1] = value;
    }
    symbols[size++] = symbol;
  }

  /** Number of symbols in the run. */
  int size() {
    return size;
  }

  /** The symbol at {@code index}. */
  int symbol(int index) {
    return symbols[index];
  }

  /** Merges the run in place. */
  void merge() {
    merge(null);
  }

  /**
   * Merges the run in place.
   *
   * @param dropout whether the next merge is left out until another was done, or null to leave none
   *     out
   */
  void merge(@Nullable BooleanSupplier dropout) {
    if (dropout != null || !plain) {
      size = longRuns.merge(symbols, values, size, dropout == null ? () -> false : dropout);
    } else if (size <= ShortMerger.LONGEST) {
      mergeShort();
    } else {
      int merged = windows.merge(symbols, values, size);
      size = merged >= 0 ? merged : longRuns.merge(symbols, values, size, () -> false);
    }
  }

  private void mergeShort() {
    shortRuns.merge(symbols, values, 0, size);
    int kept = 0;
    for (int at = 0; at < size; at = shortRuns.following(at)) {
      symbols[kept++] = shortRuns.symbol(at);
    }
    size = kept;
  }
}
