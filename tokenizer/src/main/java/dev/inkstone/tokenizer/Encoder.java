package dev.inkstone.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Encodes texts in full: with places, words, types and masks, cut and filled up as wished.
 *
 * {@snippet :
 * Encoder encoder =
 *     tokenizer
 *         .encoder()
 *         .truncation(Truncation.to(512).withStride(64))
 *         .padding(Padding.toLongest())
 *         .build();
 * List<Encoding> batch = encoder.encodeAll(List.of("a text", "another, longer text"));
 * }
 *
 * <p>{@link Tokenizer#encode} is faster and gives the ids alone. Immutable and safe for concurrent
 * use.
 */
public final class Encoder {
  private final VocabularyTokenizer tokenizer;
  private final SpecialTokenTemplate template;
  private final EncodeOptions.SpecialText specialText;
  private final @Nullable Truncation truncation;
  private final @Nullable Padding padding;
  private final int paddingId;
  private final int threads;

  private Encoder(Builder builder) {
    this.tokenizer = builder.tokenizer;
    this.template = builder.addSpecialTokens ? tokenizer.template() : SpecialTokenTemplate.BARE;
    this.specialText = builder.specialText;
    this.truncation = builder.truncation;
    this.padding = builder.padding;
    this.paddingId = builder.padding == null ? -1 : builder.paddingId(builder.padding);
    this.threads = builder.threads;
  }

  /** Encodes one text. */
  public Encoding encode(String text) {
    return padded(List.of(unpadded(text, null))).getFirst();
  }

  /** Encodes two texts that belong together, such as a question and a passage. */
  public Encoding encode(String first, String second) {
    return padded(List.of(unpadded(first, second))).getFirst();
  }

  /** Encodes many texts, on several threads where that pays, in the order given. */
  public List<Encoding> encodeAll(List<String> texts) {
    return padded(ParallelTexts.map(texts, threads, text -> unpadded(text, null)));
  }

  /**
   * Encodes many pairs of texts, in the order given.
   *
   * @param firsts the first text of each pair
   * @param seconds the second text of each pair, as many
   */
  public List<Encoding> encodeAll(List<String> firsts, List<String> seconds) {
    if (firsts.size() != seconds.size()) {
      throw new IllegalArgumentException(
          "%d first and %d second texts; a pair needs both"
              .formatted(firsts.size(), seconds.size()));
    }
    return padded(
        ParallelTexts.map(
            IntStream.range(0, firsts.size()).boxed().toList(),
            threads,
            i -> firsts.get(i).length() + seconds.get(i).length(),
            i -> unpadded(firsts.get(i), seconds.get(i))));
  }

  private Encoding unpadded(String first, @Nullable String second) {
    SequenceTokens one = tokenizer.tokens(first, specialText);
    if (second == null) {
      List<SequenceTokens> windows =
          truncation == null
              ? List.of(one)
              : new TokenWindows(truncation, template.added(false)).of(one);
      return assembled(List.of(first), windows.stream().map(List::of).toList());
    }
    SequenceTokens two = tokenizer.tokens(second, specialText);
    TokenWindows.Pair windows =
        truncation == null
            ? new TokenWindows.Pair(List.of(one), List.of(two))
            : new TokenWindows(truncation, template.added(true)).of(one, two);
    return assembled(List.of(first, second), combined(windows));
  }

  /** Both texts from the start, then the rest of the first with every window of the second. */
  private static List<List<SequenceTokens>> combined(TokenWindows.Pair windows) {
    List<List<SequenceTokens>> combined = new ArrayList<>();
    SequenceTokens start = windows.first().getFirst();
    combined.add(List.of(start, windows.second().getFirst()));
    for (SequenceTokens one : windows.first().subList(1, windows.first().size())) {
      windows.second().forEach(two -> combined.add(List.of(one, two)));
    }
    windows
        .second()
        .subList(1, windows.second().size())
        .forEach(two -> combined.add(List.of(start, two)));
    return combined;
  }

  private Encoding assembled(List<String> texts, List<List<SequenceTokens>> windows) {
    List<Encoding> overflow = new ArrayList<>();
    for (List<SequenceTokens> window : windows.subList(1, windows.size())) {
      overflow.add(rows(texts, window).encoding(tokenizer.vocabulary(), texts, List.of()));
    }
    return rows(texts, windows.getFirst()).encoding(tokenizer.vocabulary(), texts, overflow);
  }

  private EncodingRows rows(List<String> texts, List<SequenceTokens> sequences) {
    int size = template.added(sequences.size() == 2);
    for (SequenceTokens tokens : sequences) {
      size += tokens.size();
    }
    EncodingRows rows = new EncodingRows(size);
    for (SpecialTokenTemplate.Part part : template.parts(sequences.size() == 2)) {
      switch (part) {
        case SpecialTokenTemplate.Part.Token(int id, int type) -> rows.addSpecial(id, type, true);
        case SpecialTokenTemplate.Part.Text(int sequence, int type) ->
            rows.addText(
                tokenizer.trimmed(sequences.get(sequence), texts.get(sequence)), sequence, type);
      }
    }
    return rows;
  }

  private List<Encoding> padded(List<Encoding> batch) {
    if (padding == null) {
      return batch;
    }
    int longest = batch.stream().mapToInt(Encoding::size).max().orElse(0);
    int target = padding.target(longest);
    return batch.stream().map(one -> one.padded(padding, target, paddingId)).toList();
  }

  /** Settings of an encoder. Not thread-safe. */
  public static final class Builder {
    private final VocabularyTokenizer tokenizer;
    private boolean addSpecialTokens = true;
    private EncodeOptions.SpecialText specialText = EncodeOptions.SpecialText.NONE;
    private @Nullable Truncation truncation;
    private @Nullable Padding padding;
    private int threads = Runtime.getRuntime().availableProcessors();

    Builder(VocabularyTokenizer tokenizer) {
      this.tokenizer = tokenizer;
    }

    /** Whether the model's special tokens go around the texts; by default they do. */
    public Builder addSpecialTokens(boolean added) {
      this.addSpecialTokens = added;
      return this;
    }

    /** Which special spellings in a text are tokens; by default none, they are plain text. */
    public Builder specialText(EncodeOptions.SpecialText rule) {
      this.specialText = rule;
      return this;
    }

    /** Cuts texts that have too many tokens; by default nothing is cut. */
    public Builder truncation(Truncation rule) {
      this.truncation = rule;
      return this;
    }

    /** Fills encodings up to a common length; by default nothing is filled up. */
    public Builder padding(Padding rule) {
      this.padding = rule;
      return this;
    }

    /** How many threads encode a batch, the calling one included; by default one a processor. */
    public Builder threads(int count) {
      if (count < 1) {
        throw new IllegalArgumentException("threads is %d, expected at least 1".formatted(count));
      }
      this.threads = count;
      return this;
    }

    /**
     * The encoder.
     *
     * @throws IllegalStateException if padding is wanted, and neither it nor the vocabulary names a
     *     token to fill with
     */
    public Encoder build() {
      return new Encoder(this);
    }

    private int paddingId(Padding rule) {
      OptionalInt own = tokenizer.specialTokens().pad();
      int id =
          rule.tokenId()
              .orElseGet(
                  () ->
                      own.orElseThrow(
                          () ->
                              new IllegalStateException(
                                  "the vocabulary has no padding token; name one with"
                                      + " Padding.withTokenId")));
      return tokenizer.vocabulary().checked(id);
    }
  }
}
