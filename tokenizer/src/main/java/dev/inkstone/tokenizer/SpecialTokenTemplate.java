package dev.inkstone.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** What stands around one text, or around two that belong together. Immutable. */
final class SpecialTokenTemplate {
  private static final Part FIRST = new Part.Text(0, 0);
  private static final Part SECOND = new Part.Text(1, 1);

  /** One text or two with nothing around them. */
  static final SpecialTokenTemplate BARE =
      new SpecialTokenTemplate(List.of(FIRST), List.of(FIRST, SECOND));

  private final List<Part> single;
  private final List<Part> pair;
  private final int[] before;
  private final int[] after;

  /**
   * A template.
   *
   * @param single the parts around one text, which occurs in them once
   * @param pair the parts around two texts, each of which occurs once
   */
  SpecialTokenTemplate(List<Part> single, List<Part> pair) {
    this.single = List.copyOf(single);
    this.pair = List.copyOf(pair);
    int text =
        IntStream.range(0, single.size())
            .filter(i -> single.get(i) instanceof Part.Text)
            .findFirst()
            .orElseThrow();
    this.before = ids(single.subList(0, text));
    this.after = ids(single.subList(text + 1, single.size()));
  }

  /** The same ids around every text, those around the second of type 1. */
  static SpecialTokenTemplate around(int[] before, int[] after) {
    List<Part> single = around(before, FIRST, after);
    List<Part> pair = new ArrayList<>(single);
    pair.addAll(around(before, SECOND, after));
    return new SpecialTokenTemplate(single, pair);
  }

  /** The begin and end tokens around every text, as far as they are to be added. */
  static SpecialTokenTemplate of(SpecialTokens special) {
    return around(one(special.bos(), special.addBos()), one(special.eos(), special.addEos()));
  }

  /** BERT's: a class token, and a separator behind every text. */
  static SpecialTokenTemplate classified(int begin, int separator) {
    List<Part> single = List.of(new Part.Token(begin, 0), FIRST, new Part.Token(separator, 0));
    List<Part> pair = new ArrayList<>(single);
    pair.add(SECOND);
    pair.add(new Part.Token(separator, 1));
    return new SpecialTokenTemplate(single, pair);
  }

  /** RoBERTa's: two separators between the texts, and all of one type. */
  static SpecialTokenTemplate doublySeparated(int begin, int separator) {
    Part end = new Part.Token(separator, 0);
    List<Part> single = List.of(new Part.Token(begin, 0), FIRST, end);
    List<Part> pair = new ArrayList<>(single);
    pair.addAll(List.of(end, new Part.Text(1, 0), end));
    return new SpecialTokenTemplate(single, pair);
  }

  /** The parts around one text or two. */
  List<Part> parts(boolean two) {
    return two ? pair : single;
  }

  /** Number of special tokens that one text or two get. */
  int added(boolean two) {
    return parts(two).size() - (two ? 2 : 1);
  }

  /** The ids in front of one text. */
  int[] before() {
    return before.clone();
  }

  /** The ids behind one text. */
  int[] after() {
    return after.clone();
  }

  private static List<Part> around(int[] before, Part text, int[] after) {
    List<Part> parts = new ArrayList<>();
    IntStream.of(before).forEach(id -> parts.add(new Part.Token(id, text.type())));
    parts.add(text);
    IntStream.of(after).forEach(id -> parts.add(new Part.Token(id, text.type())));
    return parts;
  }

  private static int[] one(OptionalInt id, boolean added) {
    return added && id.isPresent() ? new int[] {id.getAsInt()} : new int[0];
  }

  private static int[] ids(List<Part> tokens) {
    return tokens.stream().mapToInt(part -> ((Part.Token) part).id()).toArray();
  }

  /** A token or a text, and the type that its tokens have. */
  sealed interface Part {

    /** Which segment of the input it belongs to, as the model is told. */
    int type();

    /** A special token. */
    record Token(int id, int type) implements Part {}

    /** The first text (0) or the second (1). */
    record Text(int sequence, int type) implements Part {}
  }
}
