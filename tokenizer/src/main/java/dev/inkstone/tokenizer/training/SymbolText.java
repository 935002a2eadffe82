package dev.inkstone.tokenizer.training;

import dev.inkstone.tokenizer.numbers.IntList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Words as symbols, one after another in one array with breaks between them.
 *
 * <p>A symbol of n characters takes n places. Its first place holds the symbol, its last place, if
 * another one, says where it starts; so neighbours are found in both directions and two of them
 * become one in constant time.
 */
final class SymbolText {
  /** No symbol: what is at a break. */
  static final int NONE = -1;

  private static final int INTERIOR = Integer.MIN_VALUE;

  /** Symbols; breaks; of long symbols the last place, as {@code -2 - start}; INTERIOR. */
  private final int[] cells;

  private final int[] wordAt;
  private final List<WordCounts.Word> words;
  private final Symbols symbols;

  private SymbolText(int[] cells, int[] wordAt, List<WordCounts.Word> words, Symbols symbols) {
    this.cells = cells;
    this.wordAt = wordAt;
    this.words = words;
    this.symbols = symbols;
  }

  /**
   * Lays out words and adds the symbols of single characters. A character that is not in the
   * alphabet is a break.
   */
  static SymbolText of(
      List<WordCounts.Word> words, Alphabet alphabet, Affixes affixes, Symbols symbols) {
    Forms forms = new Forms(alphabet, affixes, symbols);
    words.forEach(word -> forms.visit(word.text(), (c, form) -> forms.see(c, form)));
    forms.addTo(symbols);
    IntList cells = new IntList(1 << 16);
    IntList wordAt = new IntList(1 << 16);
    addBreak(cells, wordAt);
    for (int i = 0; i < words.size(); i++) {
      int word = i;
      forms.visit(
          words.get(i).text(),
          (c, form) -> {
            cells.add(forms.symbol(c, form));
            wordAt.add(word);
          });
      addBreak(cells, wordAt);
    }
    return new SymbolText(cells.toArray(), wordAt.toArray(), words, symbols);
  }

  private static void addBreak(IntList cells, IntList wordAt) {
    cells.add(NONE);
    wordAt.add(NONE);
  }

  /** Number of places. */
  int size() {
    return cells.length;
  }

  /** The symbol that starts at a place; negative if none does. */
  int symbol(int place) {
    return cells[place];
  }

  /** Where the symbol after the one at {@code place} starts, or {@link #NONE}. */
  int next(int place) {
    int next = place + symbols.length(cells[place]);
    return cells[next] < 0 ? NONE : next;
  }

  /** Where the symbol before the one at {@code place} starts, or {@link #NONE}. */
  int previous(int place) {
    int end = cells[place - 1];
    if (end >= 0) {
      return place - 1;
    }
    return end == NONE ? NONE : -2 - end;
  }

  /** How often the word at {@code place} occurs. */
  long weight(int place) {
    return words.get(wordAt[place]).count();
  }

  /** Makes {@code merged} of the symbols at {@code place} and {@code next}. */
  void merge(int place, int next, int merged) {
    int last = place + symbols.length(merged) - 1;
    cells[next] = INTERIOR;
    cells[last] = -2 - place;
    cells[place] = merged;
  }

  /** The symbols of characters by their place in a word. */
  private static final class Forms {
    private static final int FIRST = 1;
    private static final int LAST = 2;

    private final Alphabet alphabet;
    private final Affixes affixes;
    private final Map<Integer, int[]> symbolsOf = new TreeMap<>();

    Forms(Alphabet alphabet, Affixes affixes, Symbols symbols) {
      this.alphabet = alphabet;
      this.affixes = affixes;
      alphabet.characters().stream().forEach(c -> symbols.add(Character.toString(c), 1));
    }

    /** Hands on the characters of a word and which form each has. */
    void visit(String word, Visitor visitor) {
      for (int at = 0; at < word.length(); at += Character.charCount(word.codePointAt(at))) {
        int c = word.codePointAt(at);
        int first = at == 0 ? FIRST : 0;
        int last = at + Character.charCount(c) == word.length() ? LAST : 0;
        visitor.accept(c, first | last);
      }
    }

    void see(int c, int form) {
      if (alphabet.contains(c)) {
        symbolsOf.computeIfAbsent(c, key -> new int[] {NONE, NONE, NONE, NONE})[form] = form;
      }
    }

    /** Adds what was seen, in the order of code points. */
    void addTo(Symbols symbols) {
      symbolsOf.forEach(
          (c, forms) -> {
            for (int form = 0; form < forms.length; form++) {
              if (forms[form] != NONE) {
                String spelled = affixes.spelled(c, (form & FIRST) != 0, (form & LAST) != 0);
                forms[form] = symbol(symbols, spelled);
              }
            }
          });
    }

    private static int symbol(Symbols symbols, String spelled) {
      int known = symbols.find(spelled);
      if (known >= 0 && symbols.length(known) == 0) {
        throw new IllegalArgumentException(
            "special token '%s' is also a character of the texts: choose another"
                .formatted(spelled));
      }
      return known >= 0 ? known : symbols.add(spelled, 1);
    }

    int symbol(int c, int form) {
      return alphabet.contains(c) ? symbolsOf.getOrDefault(c, new int[0])[form] : NONE;
    }

    @FunctionalInterface
    private interface Visitor {
      void accept(int codePoint, int form);
    }
  }
}
