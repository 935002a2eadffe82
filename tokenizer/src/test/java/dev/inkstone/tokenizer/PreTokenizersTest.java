package dev.inkstone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.inkstone.error.UnsupportedModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every pre-tokenizer in front of a vocabulary of single characters that shows where words start:
 * the pieces were checked with Hugging Face's library.
 */
class PreTokenizersTest {
  private static final String SPLIT =
      "{'type': 'Split', 'pattern': {'%s': '%s'}, 'behavior': '%s', 'invert': %s}";
  private static final String SEQUENCE = "{'type': 'Sequence', 'pretokenizers': [%s]}";
  private static final String CHARACTERS = "ab-1 é中カかー▁_Γ😀.,!\n\u0301Ġ";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "Removed, a|b|a",
    "Isolated, a|-|b|-|-|a",
    "MergedWithPrevious, a-|b-|-|a",
    "MergedWithNext, a|-b|-|-a",
    "Contiguous, a|-|b|--|a"
  })
  void splits_with_five_behaviours(String behavior, String expected) throws IOException {
    String[] pieces = expected.split("\\|");
    for (String kind : List.of("String", "Regex")) {
      assertThat(pieces(SPLIT.formatted(kind, "-", behavior, false), "a-b--a"))
          .as("%s %s", kind, behavior)
          .containsExactly(pieces);
    }
    String punctuation = "{'type': 'Punctuation', 'behavior': '%s'}".formatted(behavior);
    assertThat(pieces(punctuation, "a-b--a")).containsExactly(pieces);
  }

  @ParameterizedTest
  @CsvSource({
    "Removed, -|-|-",
    "MergedWithPrevious, a|-b|-|-a",
    "MergedWithNext, a-|b-|-|a",
    "Contiguous, a|-|b|--|a"
  })
  void an_inverted_split_takes_the_gaps_for_matches(String behavior, String expected)
      throws IOException {
    assertThat(pieces(SPLIT.formatted("Regex", "-", behavior, true), "a-b--a"))
        .containsExactly(expected.split("\\|"));
  }

  @Test
  void numbers_alone_are_kept_where_the_rest_is_removed() throws IOException {
    assertThat(pieces(SPLIT.formatted("Regex", "\\\\p{N}+", "Removed", true), "a11b1"))
        .containsExactly("11", "1");
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"type\": \"CharDelimiterSplit\", \"delimiter\": \"-\"}', a-b--😀, a|b|😀",
    "'{\"type\": \"CharDelimiterSplit\", \"delimiter\": \"😀\"}', a😀b, a|b",
    "'{\"type\": \"FixedLength\", \"length\": 2}', a😀b, a😀|b",
    "'{\"type\": \"FixedLength\"}', ababaab, ababa|ab",
    "'{\"type\": \"UnicodeScripts\"}', 'aé 中カかーΓ a', 'aé |中カかー|Γ |a'",
    "'{\"type\": \"UnicodeScripts\"}', 'a1.', a|1.",
    "'{\"type\": \"UnicodeScripts\"}', ' a', a",
    "'{\"type\": \"Whitespace\"}', 'a1 -!b', a1|-!|b",
    "'{\"type\": \"WhitespaceSplit\"}', 'a1 -!b', a1|-!b",
    "'{\"type\": \"BertPreTokenizer\"}', 'a1 -!b', a1|-|!|b",
    "'{\"type\": \"Digits\", \"individual_digits\": true}', a11, a|1|1",
    "'{\"type\": \"Metaspace\", \"replacement\": \"_\", \"prepend_scheme\": \"always\"}', 'a b', _a|_b",
    "'{\"type\": \"Metaspace\", \"replacement\": \"▁\", \"prepend_scheme\": \"never\", \"split\": false}', 'a b', a▁b"
  })
  void cuts_as_the_component_says(String component, String text, String expected)
      throws IOException {
    assertThat(pieces(component, text)).containsExactly(expected.split("\\|"));
  }

  @Test
  void steps_follow_each_other_in_any_order() throws IOException {
    String metaspace =
        "{'type': 'Metaspace', 'replacement': '▁', 'prepend_scheme': '%s', 'split': true}";
    String spaces = "{'type': 'WhitespaceSplit'}";
    String digits = "{'type': 'Digits', 'individual_digits': true}";
    String always = metaspace.formatted("always");
    assertThat(pieces(SEQUENCE.formatted(spaces + "," + always), "a b"))
        .containsExactly("▁a", "▁b");
    assertThat(pieces(SEQUENCE.formatted(metaspace.formatted("first") + "," + digits), "a b1"))
        .containsExactly("▁a", "▁b", "1");
    assertThat(pieces(SEQUENCE.formatted(spaces + "," + metaspace.formatted("first")), "a b"))
        .as("only what starts the text")
        .containsExactly("▁a", "b");
  }

  @Test
  void byte_level_puts_a_space_in_front_of_every_piece() throws IOException {
    String bytes = "{'type': 'ByteLevel', 'add_prefix_space': true, 'use_regex': %s}";
    assertThat(pieces(bytes.formatted(true), "a b")).containsExactly("Ġa", "Ġb");
    assertThat(pieces(bytes.formatted(false), " a b")).containsExactly("ĠaĠb");
    String digits = "{'type': 'Digits', 'individual_digits': true}";
    assertThat(pieces(SEQUENCE.formatted(digits + "," + bytes.formatted(true)), "a1"))
        .containsExactly("Ġa", "Ġ1");
  }

  @ParameterizedTest
  @Timeout(60)
  @ValueSource(strings = {"a", " ", "\u0301", "1", "-", "中", "😀"})
  void a_megabyte_of_one_character_goes_through_every_step(String unit) {
    String text = unit.repeat(1 << 20);
    CodePointSet set = CodePointSet.of("-");
    List<PieceStep> steps =
        List.of(
            PieceStep.fixedLength(3),
            new UnicodeScriptStep(),
            new MetaspaceStep("_", SpacePrefix.EVERY_SEGMENT, true),
            ByteSpelling.INSTANCE,
            PieceStep.of(new BertSplitter(), true),
            PieceStep.of(new LineEndSpaceSplitter(), false),
            PieceStep.split(PatternFinder.text("aa"), SplitBehavior.MERGED_WITH_NEXT, false),
            PieceStep.split(PatternFinder.characters(set), SplitBehavior.CONTIGUOUS, true));
    for (PieceStep step : steps) {
      long[] characters = new long[1];
      step.apply(AlignedText.untracked(text), 0, piece -> characters[0] += piece.text().length());
      boolean drops = unit.equals(" ");
      assertThat(characters[0]).isGreaterThanOrEqualTo(drops ? 0 : text.length());
    }
  }

  @Test
  void names_what_it_does_not_know() {
    for (String component :
        List.of(
            "{'type': 'FixedLength', 'length': 0}",
            "{'type': 'CharDelimiterSplit', 'delimiter': 'ab'}",
            SPLIT.formatted("String", "a", "Kept", false),
            SPLIT.formatted("Other", "a", "Removed", false),
            "{'type': 'Metaspace', 'replacement': '_', 'prepend_scheme': 'last'}")) {
      assertThatThrownBy(() -> pieces(component, "a"))
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessageContaining("pre_tokenizer");
    }
  }

  /** The pieces that a pre-tokenizer cuts: a token without "##" starts one. */
  private List<String> pieces(String preTokenizer, String text) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode();
    root.set("pre_tokenizer", mapper.readTree(preTokenizer.replace('\'', '"')));
    ObjectNode model = root.putObject("model").put("type", "BPE");
    model.put("continuing_subword_prefix", "##");
    ObjectNode vocabulary = model.putObject("vocab");
    CHARACTERS.codePoints().forEach(c -> vocabulary.put(Character.toString(c), vocabulary.size()));
    CHARACTERS
        .codePoints()
        .forEach(c -> vocabulary.put("##" + Character.toString(c), vocabulary.size()));
    model.putArray("merges");
    Path file = folder.resolve("tokenizer.json");
    mapper.writeValue(Files.newOutputStream(file), root);
    List<String> pieces = new ArrayList<>();
    for (String token : SmallVocabularies.spelled(HuggingFaceTokenizers.load(file), text)) {
      if (token.startsWith("##")) {
        pieces.add(pieces.removeLast() + token.substring(2));
      } else {
        pieces.add(token);
      }
    }
    return pieces;
  }
}
