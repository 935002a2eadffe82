package dev.inkstone.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.inkstone.error.ModelFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Reads {@code added_tokens}, with what {@code tokenizer_config.json} adds to or changes in it. */
final class JsonAddedTokens {
  private final Map<Integer, JsonNode> byId = new TreeMap<>();

  JsonAddedTokens(TokenizerJson json, HuggingFaceConfig config) {
    for (JsonNode token : json.section("added_tokens")) {
      put(token.path("id").asInt(-1), token, json.source());
    }
    for (Map.Entry<String, JsonNode> token : config.addedTokens().properties()) {
      put(parseId(token.getKey()), token.getValue(), "tokenizer_config.json");
    }
  }

  /** Number of tokens. */
  int count() {
    return byId.size();
  }

  /** The greatest id, or -1. */
  int greatestId() {
    return byId.keySet().stream().mapToInt(Integer::intValue).max().orElse(-1);
  }

  /** Whether all of them are searched for in normalized text. */
  boolean areNormalized() {
    return !byId.isEmpty()
        && byId.values().stream().allMatch(token -> token.path("normalized").asBoolean());
  }

  /**
   * Whether one is a single character that the model does not have and that is not found
   * everywhere: elsewhere it is unknown.
   */
  boolean hasWholeWordCharacter(TokenList model) {
    return byId.values().stream()
        .filter(token -> token.path("single_word").asBoolean() && !isSpecial(token))
        .map(JsonAddedTokens::spelling)
        .anyMatch(text -> text.codePointCount(0, text.length()) == 1 && model.find(text) < 0);
  }

  /** Writes spelling and type of each token over what the vocabulary says. */
  void applyTo(String[] spellings, TokenType[] types, String unknown) {
    byId.forEach(
        (id, token) -> {
          spellings[id] = spelling(token);
          if (spellings[id].equals(unknown)) {
            types[id] = TokenType.UNKNOWN;
          } else {
            types[id] = isSpecial(token) ? TokenType.CONTROL : TokenType.USER_DEFINED;
          }
        });
  }

  /**
   * The tokens to search for, whatever text the file wants them to be searched for in.
   *
   * @param takeSpace whether each takes one space before it along
   */
  List<AddedToken> matched(boolean takeSpace) {
    return tokens(token -> true, Normalizer.NONE, takeSpace ? 1 : 0);
  }

  /** The tokens to search for in text as it was given. */
  List<AddedToken> matchedAsGiven() {
    return tokens(token -> !isNormalized(token), Normalizer.NONE, 0);
  }

  /** The tokens to search for in normalized text, their spelling normalized as well. */
  List<AddedToken> matchedNormalized(Normalizer normalizer) {
    return tokens(JsonAddedTokens::isNormalized, normalizer, 0);
  }

  private List<AddedToken> tokens(
      Predicate<JsonNode> wanted, Normalizer normalizer, int leftSpaces) {
    List<AddedToken> tokens = new ArrayList<>();
    byId.forEach(
        (id, token) -> {
          String spelling = normalizer.apply(AlignedText.untracked(spelling(token))).text();
          if (wanted.test(token) && !spelling.isEmpty()) {
            tokens.add(
                new AddedToken(
                    id,
                    spelling,
                    isSpecial(token) || MarkupSpelling.matches(spelling(token)),
                    token.path("lstrip").asBoolean() ? Integer.MAX_VALUE : leftSpaces,
                    token.path("rstrip").asBoolean(),
                    token.path("single_word").asBoolean()));
          }
        });
    return tokens;
  }

  private void put(int id, JsonNode token, String source) {
    if (id < 0 || !token.path("content").isTextual()) {
      throw new ModelFormatException(
          "%s: added token %s has no id or no content".formatted(source, token));
    }
    byId.put(id, token);
  }

  private static int parseId(String key) {
    try {
      return Integer.parseInt(key);
    } catch (NumberFormatException e) {
      throw new ModelFormatException(
          "tokenizer_config.json: added_tokens_decoder has the key '%s', expected a token id"
              .formatted(key),
          e);
    }
  }

  private static String spelling(JsonNode token) {
    return token.path("content").asText();
  }

  /** Without a word about it, text tokens are searched for in normalized text, special ones not. */
  private static boolean isNormalized(JsonNode token) {
    return token.path("normalized").asBoolean(!token.path("special").asBoolean());
  }

  private static boolean isSpecial(JsonNode token) {
    return token.path("special").asBoolean() || EndTokens.isAlwaysControl(spelling(token));
  }
}
