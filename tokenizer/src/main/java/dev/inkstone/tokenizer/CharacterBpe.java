package dev.inkstone.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * BPE over characters with spaces as U+2581, as SentencePiece does it: Llama 2, Mistral, Gemma.
 *
 * <p>A character without a token becomes its bytes {@code <0xHH>} when the vocabulary has all of
 * them, else the unknown token. A merged token of type UNUSED is taken apart again in the result.
 * Immutable but for its word cache; safe for concurrent use.
 *
 * <p>Kudo, Richardson 2018, "SentencePiece".
 */
final class CharacterBpe implements SentencePieceEncoder.Model {
  private final Vocabulary vocabulary;
  private final CharacterMerges merges;
  private final WordBreaks breaks;
  private final ByteTokens byteTokens;
  private final int unknown;
  private final boolean fuseUnknown;
  private final @Nullable WordCache cache;

  /**
   * @param breaks how the input may be cut; see {@link #independentWords}
   * @param unknown the id for what cannot be spelled, or -1 to leave it out
   * @param fuseUnknown whether neighbouring unknowns become one
   */
  CharacterBpe(
      Vocabulary vocabulary,
      CharacterMerges merges,
      WordBreaks breaks,
      int unknown,
      boolean fuseUnknown) {
    this.vocabulary = vocabulary;
    this.merges = merges;
    this.breaks = breaks;
    this.unknown = unknown;
    this.fuseUnknown = fuseUnknown;
    this.byteTokens = ByteTokens.of(vocabulary);
    // Fused unknowns reach over words, so a word's ids would depend on the word before it.
    this.cache = byteTokens.spellAll() && !merges.makesUnused() ? new WordCache() : null;
  }

  /** The breaks that leave the result as if the whole input were merged at once. */
  static WordBreaks independentWords(CharacterMerges merges) {
    boolean dependent = merges.joinsAcrossSpace() || merges.makesUnused();
    return dependent ? WordBreaks.NONE : WordBreaks.BEFORE_SPACES;
  }

  @Override
  public void encode(byte[] text, TokenSink out) {
    Map<Integer, Long> origins = merges.makesUnused() ? merges.unusedOrigins() : null;
    SymbolMerger merger = new SymbolMerger(merges.pairs(), origins);
    Emitter emitter = new Emitter(out, origins);
    int from = 0;
    while (from < text.length) {
      int to = wordEnd(text, from);
      // Only what a pre-tokenizer cuts is a word; other breaks are there for speed.
      if (from == 0 || breaks == WordBreaks.BEFORE_EVERY_SPACE) {
        out.startWord(from);
      }
      encodeWord(text, from, to, merger, emitter);
      from = to;
    }
  }

  @Override
  public WordBorder wordBorder(char separator) {
    boolean apart = separator == ' ' ? breaks != WordBreaks.NONE : !merges.joinsWordTo(separator);
    // Without a cache, what was unknown before a word may take the start of it along.
    return apart && cache != null ? WordBorder.CERTAIN : WordBorder.UNKNOWN;
  }

  private void encodeWord(byte[] text, int from, int to, SymbolMerger merger, Emitter emitter) {
    if (cache == null) {
      merge(text, from, to, merger, emitter);
      return;
    }
    WordCache.Word known = cache.find(text, from, to);
    if (known != null && emitter.out.addKnown(known, to)) {
      return;
    }
    int mark = emitter.out.size();
    merge(text, from, to, merger, emitter);
    emitter.out.remember(cache, text, from, to, mark);
  }

  private void merge(byte[] text, int from, int to, SymbolMerger merger, Emitter emitter) {
    merger.clear();
    for (int at = from; at < to; at += Utf8.width(text[at])) {
      merger.add(merges.symbol(Utf8.codePoint(text, at)));
    }
    merger.merge(emitter.out.dropout());
    emitter.startWord(text, from);
    for (int i = 0; i < merger.size(); i++) {
      emitter.emit(merger.symbol(i));
    }
  }

  private int wordEnd(byte[] text, int from) {
    if (breaks == WordBreaks.NONE) {
      return text.length;
    }
    int at = from;
    do {
      int width = spaceWidth(text, at);
      if (width == 0) {
        break;
      }
      at += width;
    } while (at < text.length && breaks == WordBreaks.BEFORE_SPACES);
    while (at < text.length && spaceWidth(text, at) == 0) {
      at += Utf8.width(text[at]);
    }
    return at;
  }

  /** Bytes of the space, plain or as U+2581, at {@code at}; 0 when there is none. */
  private static int spaceWidth(byte[] text, int at) {
    if (text[at] == ' ') {
      return 1;
    }
    boolean block =
        text[at] == (byte) 0xE2 && text[at + 1] == (byte) 0x96 && text[at + 2] == (byte) 0x81;
    return block ? 3 : 0;
  }

  /** Turns merged symbols into ids. */
  private final class Emitter {
    private final TokenSink out;
    private final int start;
    private final @Nullable Map<Integer, Long> origins;
    private final Deque<Integer> pending = new ArrayDeque<>();
    private byte[] text = {};

    /** Where the bytes of the next symbol start; only kept for a sink that tracks. */
    private int at;

    Emitter(TokenSink out, @Nullable Map<Integer, Long> origins) {
      this.out = out;
      this.start = out.size();
      this.origins = origins;
    }

    void startWord(byte[] text, int from) {
      this.text = text;
      this.at = from;
    }

    void emit(int symbol) {
      if (origins == null) {
        emitPlain(symbol);
        return;
      }
      pending.push(symbol);
      while (!pending.isEmpty()) {
        int top = pending.pop();
        long origin = origins.getOrDefault(top, PairTable.NONE);
        if (origin == PairTable.NONE) {
          emitPlain(top);
        } else {
          pending.push((int) origin);
          pending.push((int) (origin >>> 32));
        }
      }
    }

    private void emitPlain(int symbol) {
      if (symbol >= 0 && symbol < vocabulary.size()) {
        String spelling = vocabulary.spelling(symbol);
        at = end(out.tracks() ? spelling.codePointCount(0, spelling.length()) : 0);
        out.add(symbol, at);
        return;
      }
      byte[] character =
          Character.toString(merges.codePoint(symbol)).getBytes(StandardCharsets.UTF_8);
      if (!byteTokens.canSpell(character, 0, character.length)) {
        at = end(1);
        emitUnknown();
        return;
      }
      int from = at;
      at = end(1);
      for (int i = 0; i < character.length; i++) {
        // A space may have fewer bytes in the text than in its spelling.
        out.add(byteTokens.id(character[i]), Math.min(from + i + 1, at));
      }
    }

    /** Where the next characters end. */
    private int end(int characters) {
      int end = at;
      for (int i = 0; out.tracks() && i < characters; i++) {
        end += Utf8.width(text[end]);
      }
      return end;
    }

    private void emitUnknown() {
      boolean repeated = fuseUnknown && out.size() > start && out.last() == unknown;
      if (repeated) {
        out.extend(at);
      } else if (unknown >= 0) {
        out.add(unknown, at);
      }
    }
  }
}
