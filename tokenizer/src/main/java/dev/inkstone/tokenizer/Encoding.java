package dev.inkstone.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * A text, or two texts, as a model takes them: ids and what belongs to each.
 *
 * {@snippet :
 * Encoding encoding = tokenizer.encoder().build().encode("Why is the sky blue?");
 * for (int i = 0; i < encoding.size(); i++) {
 *   System.out.println(encoding.token(i) + " " + encoding.sourceText(i));
 * }
 * }
 *
 * <p>Places are UTF-16 indexes into the text that was given, whatever normalizers did to it; {@link
 * #spans} gives them in other units. A token that is a part of a character, such as a byte of an
 * emoji, has the place of the whole character. What has no token belongs to the token behind it in
 * its word, else to the one before. Special tokens and padding have no place: start and end are 0.
 * Immutable and safe for concurrent use.
 */
public final class Encoding {
  private static final TextSpan NOWHERE = new TextSpan(0, 0);

  private final Vocabulary vocabulary;
  private final List<String> texts;
  private final Columns columns;
  private final List<Encoding> overflow;

  Encoding(Vocabulary vocabulary, List<String> texts, Columns columns, List<Encoding> overflow) {
    this.vocabulary = vocabulary;
    this.texts = List.copyOf(texts);
    this.columns = columns;
    this.overflow = List.copyOf(overflow);
  }

  /** Number of tokens, special tokens and padding included. */
  public int size() {
    return columns.ids.length;
  }

  /** A copy of the ids, {@code size()} of them. */
  public int[] ids() {
    return columns.ids.clone();
  }

  /** The id of one token. */
  public int id(int index) {
    return columns.ids[checked(index)];
  }

  /** All tokens in the vocabulary's own spelling. */
  public List<String> tokens() {
    return IntStream.of(columns.ids).mapToObj(vocabulary::spelling).toList();
  }

  /** One token in the vocabulary's own spelling, for example {@code Ġthe}. */
  public String token(int index) {
    return vocabulary.spelling(id(index));
  }

  /** Which segment of the input each token belongs to, as BERT-like models are told. */
  public int[] typeIds() {
    return columns.types.clone();
  }

  /** The segment of one token. */
  public int type(int index) {
    return columns.types[checked(index)];
  }

  /** 1 for every token, 0 for padding. */
  public int[] attentionMask() {
    return columns.attention.clone();
  }

  /** Whether a token is anything but padding. */
  public boolean isAttended(int index) {
    return columns.attention[checked(index)] != 0;
  }

  /** 1 for every token that is not from a text, padding included; 0 for the others. */
  public int[] specialTokensMask() {
    return IntStream.of(columns.sequences).map(sequence -> sequence < 0 ? 1 : 0).toArray();
  }

  /** Whether a token is not from a text. */
  public boolean isSpecial(int index) {
    return sequence(index) < 0;
  }

  /** Which text each token is from: 0, 1, or -1 for none. */
  public int[] sequenceIds() {
    return columns.sequences.clone();
  }

  /** The text that one token is from: 0, 1, or -1 for none. */
  public int sequence(int index) {
    return columns.sequences[checked(index)];
  }

  /**
   * The word of each token, -1 for none. Words are what the pre-tokenizer cuts, counted from 0 in
   * each text; where it cuts nothing a stretch of text is one word.
   */
  public int[] wordIds() {
    return columns.words.clone();
  }

  /** The word of one token, -1 for none. */
  public int word(int index) {
    return columns.words[checked(index)];
  }

  /** Where a token starts in its text, in UTF-16 units. */
  public int start(int index) {
    return columns.starts[checked(index)];
  }

  /** Where a token ends in its text, in UTF-16 units. */
  public int end(int index) {
    return columns.ends[checked(index)];
  }

  /** The places of all tokens in their texts; (0, 0) for those that have none. */
  public List<TextSpan> spans(TextUnit unit) {
    List<int[]> places = texts.stream().map(unit::places).toList();
    List<TextSpan> spans = new ArrayList<>(size());
    for (int i = 0; i < size(); i++) {
      if (isSpecial(i)) {
        spans.add(NOWHERE);
      } else {
        int[] of = places.get(sequence(i));
        spans.add(new TextSpan(of[start(i)], of[end(i)]));
      }
    }
    return spans;
  }

  /** The part of the text that a token is from; empty for a token that is from none. */
  public String sourceText(int index) {
    return isSpecial(index) ? "" : text(sequence(index)).substring(start(index), end(index));
  }

  /** The text that was encoded: the first (0) or the second (1). */
  public String text(int sequence) {
    return texts.get(Objects.checkIndex(sequence, texts.size()));
  }

  /** The first token of the first text that has the character at {@code place} in it. */
  public OptionalInt tokenAt(int place) {
    return tokenAt(0, place);
  }

  /** The first token of a text that has the character at {@code place}, in UTF-16 units, in it. */
  public OptionalInt tokenAt(int sequence, int place) {
    return IntStream.range(0, size())
        .filter(i -> sequence(i) == sequence && start(i) <= place && place < end(i))
        .findFirst();
  }

  /**
   * What truncation cut off, as further windows over the texts: each has its special tokens and as
   * many tokens as the first at most; only a text that the first has no room for is one window as a
   * whole. Empty when nothing was cut.
   */
  public List<Encoding> overflow() {
    return overflow;
  }

  /** This and its overflow, filled up. */
  Encoding padded(Padding padding, int target, int id) {
    List<Encoding> windows = overflow.stream().map(one -> one.padded(padding, target, id)).toList();
    EncodingRows rows = new EncodingRows(Math.max(target, size()));
    int missing = Math.max(0, target - size());
    int before = padding.side() == Side.LEFT ? missing : 0;
    for (int i = 0; i < before; i++) {
      rows.addSpecial(id, padding.typeId(), false);
    }
    for (int i = 0; i < size(); i++) {
      rows.addRow(this, i);
    }
    for (int i = before; i < missing; i++) {
      rows.addSpecial(id, padding.typeId(), false);
    }
    return rows.encoding(vocabulary, texts, windows);
  }

  private int checked(int index) {
    return Objects.checkIndex(index, size());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Encoding that
        && texts.equals(that.texts)
        && columns.hasSameContents(that.columns)
        && overflow.equals(that.overflow);
  }

  @Override
  public int hashCode() {
    return 31 * texts.hashCode() + Arrays.hashCode(columns.ids);
  }

  /** The tokens as {@code spelling@start-end}. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder("Encoding[");
    for (int i = 0; i < size(); i++) {
      out.append(i == 0 ? "" : " ").append(token(i));
      if (!isSpecial(i)) {
        out.append('@').append(start(i)).append('-').append(end(i));
      }
    }
    return out.append(']').toString();
  }

  /** One value of each kind for every token. */
  @SuppressWarnings("ArrayRecordComponent") // Never handed out.
  record Columns(
      int[] ids,
      int[] types,
      int[] attention,
      int[] sequences,
      int[] words,
      int[] starts,
      int[] ends) {

    boolean hasSameContents(Columns other) {
      return Arrays.equals(ids, other.ids)
          && Arrays.equals(types, other.types)
          && Arrays.equals(attention, other.attention)
          && Arrays.equals(sequences, other.sequences)
          && Arrays.equals(words, other.words)
          && Arrays.equals(starts, other.starts)
          && Arrays.equals(ends, other.ends);
    }
  }
}
