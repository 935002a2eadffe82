package dev.inkstone.tokenizer;

import dev.inkstone.tokenizer.numbers.IntList;

/**
 * BPE over the characters of one word, with everything that the model of a tokenizer.json may ask
 * for: affixes of characters, bytes for unknown ones, unknown tokens that are joined.
 *
 * <p>A character without a token is spelled by its bytes if all of them have one, else it becomes
 * the unknown token, else it is left out before merging, as if it were not there. Immutable.
 */
final class WordBpe implements WordModel {
  private final Vocabulary vocabulary;
  private final WordSymbols symbols;
  private final ByteTokens byteTokens;
  private final Rules rules;

  WordBpe(Vocabulary vocabulary, WordSymbols symbols, ByteTokens byteTokens, Rules rules) {
    this.vocabulary = vocabulary;
    this.symbols = symbols;
    this.byteTokens = byteTokens;
    this.rules = rules;
  }

  @Override
  public void encode(byte[] text, int from, int to, TokenSink out) {
    int whole =
        rules.wholeWords() && out.dropout() == null
            ? symbols.wholeWord(vocabulary, text, from, to)
            : -1;
    if (whole >= 0) {
      out.add(whole, to);
      return;
    }
    Word word = new Word(out.tracks());
    for (int at = from; at < to; at += Utf8.width(text[at])) {
      add(text, at, at == from, to, word);
    }
    word.flush();
    word.merger.merge(out.dropout());
    word.emit(out);
  }

  private void add(byte[] text, int at, boolean first, int to, Word word) {
    int end = at + Utf8.width(text[at]);
    int symbol = symbols.find(Utf8.codePoint(text, at), first, end == to);
    if (symbol >= 0) {
      word.flush();
      word.append(symbol, end);
    } else if (!addBytes(text, at, first, to, word) && rules.unknown() >= 0) {
      if (!rules.fusesUnknown()) {
        word.flush();
      }
      word.unknownEnd = end;
    }
  }

  /** What waits as unknown keeps waiting, as in the library whose files these are. */
  private boolean addBytes(byte[] text, int at, boolean first, int to, Word word) {
    int end = at + Utf8.width(text[at]);
    byte[] spelled = symbols.spelled(text, at, end, first, end == to);
    if (!byteTokens.canSpell(spelled, 0, spelled.length)) {
      return false;
    }
    for (int i = 0; i < spelled.length; i++) {
      word.append(byteTokens.id(spelled[i]), Math.min(end, at + i + 1));
    }
    return true;
  }

  /**
   * Settings of a model.
   *
   * @param unknown the id for a character that cannot be spelled, or -1
   * @param fusesUnknown whether neighbouring unknowns are one
   * @param wholeWords whether a word that is a token as a whole is taken without merging
   */
  record Rules(int unknown, boolean fusesUnknown, boolean wholeWords) {}

  /** One word while it is encoded. */
  private final class Word {
    private final SymbolMerger merger = new SymbolMerger(symbols.pairs());
    private final IntList ends = new IntList();
    private final boolean tracks;

    /** Where the unknown characters end that have no symbol yet, or -1. */
    private int unknownEnd = -1;

    Word(boolean tracks) {
      this.tracks = tracks;
    }

    void append(int symbol, int end) {
      merger.add(symbol);
      if (tracks) {
        ends.add(end);
      }
    }

    void flush() {
      if (unknownEnd >= 0) {
        append(rules.unknown(), unknownEnd);
        unknownEnd = -1;
      }
    }

    void emit(TokenSink out) {
      int taken = 0;
      for (int i = 0; i < merger.size(); i++) {
        taken += symbols.length(merger.symbol(i));
        out.add(merger.symbol(i), tracks ? ends.get(taken - 1) : 0);
      }
    }
  }
}
