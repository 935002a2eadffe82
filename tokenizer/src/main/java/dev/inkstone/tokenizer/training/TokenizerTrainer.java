package dev.inkstone.tokenizer.training;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.inkstone.error.InkstoneException;
import dev.inkstone.tokenizer.TextWords;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Learns the vocabulary of a tokenizer from texts: what all trainers have in common.
 *
 * <p>Set what differs from the defaults, which are those of Hugging Face's trainers, then call one
 * of the {@code train} methods. Texts are read once and one at a time; what stays in memory is each
 * distinct word with its count, some twenty to fifty bytes a character while training. The result
 * depends on the texts and the settings alone, not on their order, on hashing or on the machine.
 *
 * <p>A trainer may be used again. Not thread-safe; training computes on the calling thread.
 *
 * @param <T> the trainer itself
 */
public abstract sealed class TokenizerTrainer<T extends TokenizerTrainer<T>>
    permits MergeTrainer, UnigramTrainer {
  /** Places are counted in ints. */
  private static final long MOST_CHARACTERS = 1L << 30;

  private int vocabularySize;
  private List<String> specialTokens;
  private String initialAlphabet = "";
  private int alphabetLimit = Integer.MAX_VALUE;
  private String begin = "";
  private String end = "";
  private TrainingProgress progress = (phase, done, total) -> {};
  private BooleanSupplier cancelWhen = () -> false;

  TokenizerTrainer(int vocabularySize, List<String> specialTokens) {
    this.vocabularySize = vocabularySize;
    this.specialTokens = specialTokens;
  }

  /**
   * Tokens of the vocabulary, special ones and single characters included. There are fewer in the
   * end if the texts do not give that many.
   */
  public T vocabularySize(int tokens) {
    vocabularySize = atLeast(1, "vocabularySize", tokens);
    return self();
  }

  /** Tokens that stand for no text, in place of the default ones; they get the ids from 0 on. */
  public T specialTokens(String... tokens) {
    for (String token : tokens) {
      if (Objects.requireNonNull(token, "specialTokens: a token").isEmpty()) {
        throw new IllegalArgumentException("specialTokens: an empty token");
      }
    }
    specialTokens = List.of(tokens);
    return self();
  }

  /** Characters that become tokens even if the texts do not have them. */
  public T initialAlphabet(String characters) {
    initialAlphabet = Objects.requireNonNull(characters, "characters");
    return self();
  }

  /**
   * Single characters that become tokens at most, the most frequent ones, those of the initial
   * alphabet included. By default all do. Texts cannot be encoded without loss where they have
   * other characters.
   */
  public T limitAlphabet(int characters) {
    alphabetLimit = atLeast(1, "limitAlphabet", characters);
    return self();
  }

  /** A special token that goes before texts that ask for special tokens; empty for none. */
  public T beginToken(String token) {
    begin = Objects.requireNonNull(token, "token");
    return self();
  }

  /** A special token that goes behind texts that ask for special tokens; empty for none. */
  public T endToken(String token) {
    end = Objects.requireNonNull(token, "token");
    return self();
  }

  /** Is told how far training has come. */
  public T progress(TrainingProgress listener) {
    progress = Objects.requireNonNull(listener, "listener");
    return self();
  }

  /**
   * Ends training with a {@link CancellationException} when {@code condition} is true; asked often,
   * on the training thread. Nothing is left behind.
   */
  public T cancelWhen(BooleanSupplier condition) {
    cancelWhen = Objects.requireNonNull(condition, "condition");
    return self();
  }

  /**
   * Learns from texts, each as long as one likes.
   *
   * @throws IllegalArgumentException if the texts have no word, or the vocabulary is too small for
   *     the characters in them
   * @throws CancellationException if it was cancelled
   */
  public TrainedTokenizer train(Iterable<String> texts) {
    return train(Corpus.of(texts));
  }

  /** Learns from texts, like {@link #train(Iterable)}; the stream is read to its end. */
  public TrainedTokenizer train(Stream<String> texts) {
    return train(Corpus.of(texts));
  }

  /**
   * Learns from files of text, like {@link #train(Iterable)}. Each line with its end is a text.
   *
   * @throws InkstoneException if a file cannot be read or is not UTF-8; the message names the place
   */
  public TrainedTokenizer train(Path... files) {
    return train(new FileCorpus(List.of(files)));
  }

  /** Learns from UTF-8 text, like {@link #train(Path...)}; the stream is read to its end. */
  public TrainedTokenizer train(InputStream text) {
    return train(Corpus.of(text));
  }

  private TrainedTokenizer train(Corpus corpus) {
    TokenizerDocument document = document(allSpecialTokens());
    TextWords words = TextWords.of(document.with(model()));
    TrainingRun run = new TrainingRun(progress, cancelWhen);
    WordCounts counts = new WordCounts();
    corpus.read(run, text -> words.forEach(text, counts::add));
    List<WordCounts.Word> sorted = counts.sorted();
    requireSize(sorted);
    Alphabet alphabet = alphabet(sorted, words.alphabet() + initialAlphabet);
    requireNoCharacters(document.specialTokens(), alphabet);
    return new TrainedTokenizer(
        document.with(learn(sorted, alphabet, document.specialTokens(), run)));
  }

  /** This trainer. */
  abstract T self();

  /** The type of the model and its settings, without a vocabulary. */
  abstract ObjectNode model();

  /** The file around the model. */
  abstract TokenizerDocument document(List<String> allSpecialTokens);

  /** The learned model. */
  abstract ObjectNode learn(
      List<WordCounts.Word> words,
      Alphabet alphabet,
      List<String> allSpecialTokens,
      TrainingRun run);

  /** The token for what cannot be spelled; it is among the special tokens. Empty for none. */
  abstract String unknownToken();

  int vocabularySize() {
    return vocabularySize;
  }

  String begin() {
    return begin;
  }

  String end() {
    return end;
  }

  /** Refuses a vocabulary that is too small for what it has to have. */
  void requireRoom(int specialTokens, int characters) {
    if (specialTokens + characters > vocabularySize) {
      throw new IllegalArgumentException(
          "vocabularySize is %d, but there are %d special tokens and %d single characters in the"
                  .formatted(vocabularySize, specialTokens, characters)
              + " texts: give at least %d, or limit the alphabet"
                  .formatted(specialTokens + characters));
    }
  }

  private static void requireSize(List<WordCounts.Word> words) {
    long characters = words.stream().mapToLong(word -> word.text().length() + 1L).sum();
    if (characters == 0) {
      throw new IllegalArgumentException("no text to learn from: there is none, or all are empty");
    }
    if (characters > MOST_CHARACTERS) {
      throw new IllegalArgumentException(
          "the different words of the texts have %d characters together, expected at most %d"
              .formatted(characters, MOST_CHARACTERS));
    }
  }

  private Alphabet alphabet(List<WordCounts.Word> words, String wanted) {
    long count = wanted.codePoints().distinct().count();
    if (count > alphabetLimit) {
      throw new IllegalStateException(
          "limitAlphabet is %d, but %d characters are wanted in any case"
              .formatted(alphabetLimit, count));
    }
    return Alphabet.of(words, wanted, alphabetLimit);
  }

  private static void requireNoCharacters(List<String> specialTokens, Alphabet alphabet) {
    for (String token : specialTokens) {
      int first = token.codePointAt(0);
      if (token.length() == Character.charCount(first) && alphabet.contains(first)) {
        throw new IllegalArgumentException(
            "special token '%s' is also a character of the texts: choose another".formatted(token));
      }
    }
  }

  static int atLeast(int least, String name, int value) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s is %d, expected at least %d".formatted(name, value, least));
    }
    return value;
  }

  /** A model's settings, to be filled. */
  static ObjectNode model(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }

  private List<String> allSpecialTokens() {
    SequencedSet<String> all = new LinkedHashSet<>(specialTokens);
    if (!unknownToken().isEmpty() && !all.contains(unknownToken())) {
      all.addFirst(unknownToken());
    }
    Stream.of(begin, end).filter(token -> !token.isEmpty()).forEach(all::add);
    return List.copyOf(all);
  }
}
