package dev.inkstone.tokenizer.efficiency;

import dev.inkstone.error.ModelFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The same text in several languages.
 *
 * {@snippet :
 * ParallelCorpus corpus =
 *     ParallelCorpus.builder()
 *         .text("en", "Water freezes when it is very cold.")
 *         .text("zh", "天气很冷的时候，水会结冰。")
 *         .build();
 * }
 *
 * <p>A text is one string, or lines that are encoded one by one. Languages are BCP 47 tags as far
 * as words are to be found by their rules; any other name does for the rest. Immutable and safe for
 * concurrent use.
 */
public final class ParallelCorpus {
  private static final List<String> SAMPLE = List.of("en", "zh", "de", "fr", "es", "ru", "ja");

  private final Map<String, List<String>> texts;

  private ParallelCorpus(Map<String, List<String>> texts) {
    this.texts = texts;
  }

  /**
   * Seven plain sentences in English, Chinese, German, French, Spanish, Russian and Japanese,
   * written for this purpose: enough to see a difference, too little to measure a language by.
   */
  public static ParallelCorpus sample() {
    Builder builder = builder();
    for (String language : SAMPLE) {
      String name = language + ".txt";
      try (InputStream in = ParallelCorpus.class.getResourceAsStream(name)) {
        if (in == null) {
          throw new IllegalStateException("resource " + name + " is missing");
        }
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        builder.lines(language, text.lines().toList());
      } catch (IOException e) {
        throw new UncheckedIOException("resource " + name + " cannot be read", e);
      }
    }
    return builder.build();
  }

  /** A corpus to be filled. */
  public static Builder builder() {
    return new Builder();
  }

  /** The languages, in the order they were given. */
  public List<String> languages() {
    return List.copyOf(texts.keySet());
  }

  /**
   * The text of a language: one string, or lines.
   *
   * @throws IllegalArgumentException if there is no such language
   */
  public List<String> lines(String language) {
    List<String> lines = texts.get(language);
    if (lines == null) {
      throw new IllegalArgumentException(
          "no text in '%s'; there are %s".formatted(language, texts.keySet()));
    }
    return lines;
  }

  /** Collects texts. Not thread-safe. */
  public static final class Builder {
    private final Map<String, List<String>> texts = new LinkedHashMap<>();

    private Builder() {}

    /** Adds a text as a whole. */
    public Builder text(String language, String text) {
      return lines(language, List.of(text));
    }

    /**
     * Adds a text line by line.
     *
     * @throws IllegalArgumentException if the lines have no character, or the language has a text
     */
    public Builder lines(String language, List<String> lines) {
      if (lines.stream().allMatch(String::isEmpty)) {
        throw new IllegalArgumentException("the text in '%s' is empty".formatted(language));
      }
      if (texts.putIfAbsent(language, List.copyOf(lines)) != null) {
        throw new IllegalArgumentException(
            "two texts in '%s': each language has one".formatted(language));
      }
      return this;
    }

    /**
     * Adds the text of a file as a whole, but for its last line break and a byte order mark.
     *
     * @throws ModelFormatException if the file is not UTF-8
     * @throws UncheckedIOException if it cannot be read
     */
    public Builder file(String language, Path file) {
      try {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        return text(language, text.replaceFirst("\\A\uFEFF", "").replaceFirst("\\r?\\n\\z", ""));
      } catch (CharacterCodingException e) {
        throw new ModelFormatException(file + " is not UTF-8: convert it", e);
      } catch (NoSuchFileException e) {
        throw new UncheckedIOException("%s does not exist".formatted(file), e);
      } catch (IOException e) {
        throw new UncheckedIOException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
      }
    }

    /**
     * The corpus.
     *
     * @throws IllegalStateException if it has no text, or the texts differ in their number of lines
     */
    public ParallelCorpus build() {
      if (texts.isEmpty()) {
        throw new IllegalStateException("a corpus without a text");
      }
      if (texts.values().stream().mapToInt(List::size).distinct().count() > 1) {
        List<String> counts = new ArrayList<>();
        texts.forEach((language, lines) -> counts.add(language + " " + lines.size()));
        throw new IllegalStateException(
            "lines of a parallel corpus belong together, but their numbers differ: "
                + String.join(", ", counts));
      }
      return new ParallelCorpus(Collections.unmodifiableMap(new LinkedHashMap<>(texts)));
    }
  }
}
