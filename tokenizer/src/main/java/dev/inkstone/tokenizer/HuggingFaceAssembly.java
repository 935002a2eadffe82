package dev.inkstone.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.inkstone.error.ModelFormatException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Builds a tokenizer out of a tokenizer.json and what lies beside it. */
final class HuggingFaceAssembly {
  private final TokenizerJson json;
  private final HuggingFaceConfig config;
  private final JsonAddedTokens added;
  private final JsonFamily family;
  private final Vocabulary vocabulary;

  HuggingFaceAssembly(TokenizerJson json, HuggingFaceConfig config) {
    this.json = json;
    this.config = config;
    this.added = new JsonAddedTokens(json, config);
    this.family = JsonFamily.of(json, added);
    this.vocabulary = vocabulary();
  }

  Tokenizer tokenizer() {
    JsonTemplate read = new JsonTemplate(json);
    SpecialTokenTemplate template = adjusted(read.template());
    OptionalInt bos = role("bos", template.before());
    OptionalInt eos = role("eos", template.after());
    Set<Integer> ends = new HashSet<>(EndTokens.in(vocabulary));
    eos.ifPresent(ends::add);
    config.endIds().stream().filter(id -> id < vocabulary.size()).forEach(ends::add);
    SpecialTokens special =
        new SpecialTokens(
            bos,
            eos,
            unknown(),
            padding(),
            ends,
            bos.isPresent() && contains(template.before(), bos.getAsInt()),
            eos.isPresent() && contains(template.after(), eos.getAsInt()));
    return new VocabularyTokenizer(
        vocabulary,
        new AddedTokenMatcher(family.matched()),
        family.encoder(vocabulary, unknown()),
        template,
        read.trim(),
        special,
        family.decoding().decoding());
  }

  private Vocabulary vocabulary() {
    int greatest = added.greatestId();
    TokenList tokens = json.vocabulary();
    for (int i = 0; i < tokens.size(); i++) {
      greatest = Math.max(greatest, tokens.id(i));
    }
    long entries = (long) tokens.size() + added.count();
    if (greatest < 0 || greatest > 4 * entries + 1024) {
      throw new ModelFormatException(
          "%s: the greatest token id is %d, in a vocabulary of %d entries"
              .formatted(json.source(), greatest, entries));
    }
    String[] spellings = new String[greatest + 1];
    TokenType[] types = new TokenType[greatest + 1];
    Arrays.fill(spellings, "");
    Arrays.fill(types, TokenType.UNUSED);
    boolean byteFallback = json.model().path("byte_fallback").asBoolean();
    for (int i = 0; i < tokens.size(); i++) {
      String spelling = tokens.spelling(i);
      int id = tokens.id(i);
      if (id < 0) {
        throw new ModelFormatException(
            "%s: token '%s' has the id %d".formatted(json.source(), spelling, id));
      }
      boolean isByte = byteFallback && SentencePieceSpelling.byteValue(spelling) >= 0;
      spellings[id] = spelling;
      types[id] = isByte ? TokenType.BYTE : TokenType.NORMAL;
    }
    added.applyTo(spellings, types, unknownSpelling());
    return new Vocabulary(spellings, types, family.decoding().text());
  }

  private OptionalInt unknown() {
    String spelling = unknownSpelling();
    return spelling.isEmpty() ? role("unk", new int[0]) : find(spelling);
  }

  /** What the model says of its unknown token, by spelling or by place; empty when nothing. */
  private String unknownSpelling() {
    JsonNode place = json.model().path("unk_id");
    if (place.isInt() && place.intValue() >= 0 && place.intValue() < json.scores().length) {
      return json.vocabulary().spelling(place.intValue());
    }
    return json.model().path("unk_token").asText("");
  }

  /** The id of a role: what the configuration says, else the only id on that side of a text. */
  private OptionalInt role(String role, int[] side) {
    OptionalInt named = config.token(role).map(this::find).orElse(OptionalInt.empty());
    return named.isPresent() || side.length != 1 ? named : OptionalInt.of(side[0]);
  }

  /** The padding token: of the configuration, of the file, or a control token so spelled. */
  private OptionalInt padding() {
    OptionalInt named = role("pad", new int[0]);
    JsonNode id = json.section("padding").path("pad_id");
    if (named.isPresent()) {
      return named;
    }
    if (id.isInt() && id.intValue() >= 0 && id.intValue() < vocabulary.size()) {
      return OptionalInt.of(id.intValue());
    }
    return Stream.of("[PAD]", "<pad>", "<|pad|>")
        .mapToInt(vocabulary::id)
        .filter(pad -> pad >= 0 && vocabulary.type(pad) == TokenType.CONTROL)
        .findFirst();
  }

  private OptionalInt find(String spelling) {
    int id = vocabulary.id(spelling);
    return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /** The template after {@code add_bos_token} and {@code add_eos_token} have their say. */
  private SpecialTokenTemplate adjusted(SpecialTokenTemplate template) {
    check(template);
    int[] before = adjusted(template.before(), "bos");
    int[] after = adjusted(template.after(), "eos");
    boolean same =
        Arrays.equals(before, template.before()) && Arrays.equals(after, template.after());
    return same ? template : SpecialTokenTemplate.around(before, after);
  }

  /** The ids on one side after {@code add_bos_token} or {@code add_eos_token} has its say. */
  private int[] adjusted(int[] side, String role) {
    OptionalInt id = role(role, side);
    boolean wanted =
        config
            .flag("add_" + role + "_token")
            .orElse(id.isPresent() && contains(side, id.getAsInt()));
    if (id.isEmpty() || wanted == contains(side, id.getAsInt())) {
      return side;
    }
    int token = id.getAsInt();
    return wanted
        ? new int[] {token}
        : IntStream.of(side).filter(other -> other != token).toArray();
  }

  private void check(SpecialTokenTemplate template) {
    check(template.parts(false));
    check(template.parts(true));
  }

  private void check(List<SpecialTokenTemplate.Part> parts) {
    for (SpecialTokenTemplate.Part part : parts) {
      if (part instanceof SpecialTokenTemplate.Part.Token token
          && (token.id() < 0 || token.id() >= vocabulary.size())) {
        throw new ModelFormatException(
            "%s: post_processor uses the id %d; the vocabulary has ids 0 to %d"
                .formatted(json.source(), token.id(), vocabulary.size() - 1));
      }
    }
  }

  private static boolean contains(int[] ids, int id) {
    return IntStream.of(ids).anyMatch(other -> other == id);
  }
}
