package dev.inkstone.tokenizer;

import dev.inkstone.tokenizer.numbers.IntList;
import java.util.List;

/** The columns of an encoding while it grows. Not thread-safe. */
final class EncodingRows {
  private static final int NONE = -1;

  private final IntList ids;
  private final IntList types;
  private final IntList attention;
  private final IntList sequences;
  private final IntList words;
  private final IntList starts;
  private final IntList ends;

  /** Rows of an encoding that will have {@code size} tokens. */
  EncodingRows(int size) {
    ids = new IntList(size);
    types = new IntList(size);
    attention = new IntList(size);
    sequences = new IntList(size);
    words = new IntList(size);
    starts = new IntList(size);
    ends = new IntList(size);
  }

  /** Appends a token that is not from a text. */
  void addSpecial(int id, int type, boolean attended) {
    add(id, type, attended ? 1 : 0, NONE, NONE, 0, 0);
  }

  /** Appends the tokens of a text. */
  void addText(SequenceTokens tokens, int sequence, int type) {
    for (int i = 0; i < tokens.size(); i++) {
      add(
          tokens.ids()[i],
          type,
          1,
          sequence,
          tokens.words()[i],
          tokens.starts()[i],
          tokens.ends()[i]);
    }
  }

  /** Appends a row of an encoding. */
  void addRow(Encoding from, int row) {
    add(
        from.id(row),
        from.type(row),
        from.isAttended(row) ? 1 : 0,
        from.sequence(row),
        from.word(row),
        from.start(row),
        from.end(row));
  }

  /** The encoding of {@code texts}. */
  Encoding encoding(Vocabulary vocabulary, List<String> texts, List<Encoding> overflow) {
    return new Encoding(vocabulary, texts, columns(), overflow);
  }

  private Encoding.Columns columns() {
    return new Encoding.Columns(
        ids.release(),
        types.release(),
        attention.release(),
        sequences.release(),
        words.release(),
        starts.release(),
        ends.release());
  }

  private void add(int id, int type, int attended, int sequence, int word, int start, int end) {
    ids.add(id);
    types.add(type);
    attention.add(attended);
    sequences.add(sequence);
    words.add(word);
    starts.add(start);
    ends.add(end);
  }
}
