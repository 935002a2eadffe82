package dev.inkstone.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * What the {@code decoder} of a tokenizer.json decides. The combinations that nearly all files have
 * decode through the bytes of a vocabulary, all others through a chain.
 *
 * @param decoding how ids become text
 * @param text what a token of a spelling and type stands for inside a text
 */
record JsonDecoding(Decoding decoding, BiFunction<String, TokenType, byte[]> text) {
  private static final String SPACE = String.valueOf(SentencePieceSpelling.SPACE);

  /**
   * Reads the section.
   *
   * @param byteLevel whether tokens are spelled in the byte alphabet
   * @param prefix where encoding puts a space, for a decoder that does not say
   */
  static JsonDecoding of(TokenizerJson json, boolean byteLevel, SpacePrefix prefix) {
    List<JsonNode> parts = new ArrayList<>();
    flatten(json.section("decoder"), parts);
    String only = parts.size() == 1 ? parts.getFirst().path("type").asText() : "";
    if (only.equals("ByteLevel") || (parts.isEmpty() && byteLevel)) {
      return new JsonDecoding(FirstToken.AS_IT_IS, ByteAlphabet::bytes);
    }
    if (byteLevel) {
      // Whatever decoding makes of them, to the model tokens are the bytes that they spell.
      return new JsonDecoding(chain(json, parts).decoding(), ByteAlphabet::bytes);
    }
    if (only.equals("WordPiece")) {
      JsonNode part = parts.getFirst();
      return wordPiece(part.path("prefix").asText("##"), part.path("cleanup").asBoolean(true));
    }
    if (only.equals("Metaspace") && parts.getFirst().path("replacement").asText().equals(SPACE)) {
      boolean never =
          parts.getFirst().path("prepend_scheme").asText(prefix.name()).equalsIgnoreCase("never");
      return new JsonDecoding(
          never ? FirstToken.AS_IT_IS : FirstToken.WITHOUT_SPACES, SentencePieceSpelling::bytes);
    }
    if (isSentencePiece(parts, json.model().path("byte_fallback").asBoolean())) {
      boolean strips = parts.getLast().path("start").asInt() > 0;
      return new JsonDecoding(
          strips ? FirstToken.WITHOUT_FIRST_SPACE : FirstToken.AS_IT_IS,
          SentencePieceSpelling::bytes);
    }
    return chain(json, parts);
  }

  /** The decoder of WordPiece. */
  static JsonDecoding wordPiece(String prefix, boolean cleanup) {
    WordPieceAffixes affixes = WordPieceAffixes.continuing(prefix);
    return new JsonDecoding(
        FirstToken.AS_SPELLED, (spelling, type) -> affixes.bytes(spelling, cleanup));
  }

  private static void flatten(JsonNode decoder, List<JsonNode> parts) {
    if (decoder.path("type").asText().equals("Sequence")) {
      decoder.path("decoders").forEach(part -> flatten(part, parts));
    } else if (!decoder.isMissingNode()) {
      parts.add(decoder);
    }
  }

  /** Replace, ByteFallback where the model spells bytes, Fuse, and perhaps Strip. */
  private static boolean isSentencePiece(List<JsonNode> parts, boolean byteFallback) {
    List<String> types = parts.stream().map(part -> part.path("type").asText()).toList();
    List<String> wanted =
        byteFallback ? List.of("Replace", "ByteFallback", "Fuse") : List.of("Replace", "Fuse");
    boolean strips = types.size() == wanted.size() + 1 && types.getLast().equals("Strip");
    if (!types.equals(wanted) && !(strips && types.subList(0, wanted.size()).equals(wanted))) {
      return false;
    }
    JsonNode replace = parts.getFirst();
    JsonNode strip = parts.getLast();
    boolean oneSpace =
        strip.path("content").asText().equals(" ")
            && strip.path("start").asInt() <= 1
            && strip.path("stop").asInt() == 0;
    return replace.path("pattern").path("String").asText().equals(SPACE)
        && replace.path("content").asText().equals(" ")
        && (!strips || oneSpace);
  }

  private static JsonDecoding chain(TokenizerJson json, List<JsonNode> parts) {
    JsonDecodeStages reader = new JsonDecodeStages(json.source() + ": decoder");
    List<DecodeStage.Maker> chain = parts.stream().map(reader::stage).toList();
    if (parts.isEmpty()) {
      return new JsonDecoding(
          vocabulary -> new ChainDecoder(vocabulary, List.of(JsonDecodeStages.SPACED)),
          (spelling, type) -> (" " + spelling).getBytes(StandardCharsets.UTF_8));
    }
    return new JsonDecoding(
        vocabulary -> new ChainDecoder(vocabulary, chain),
        (spelling, type) -> inside(chain, parts, spelling, type));
  }

  /** What a token becomes between two others. */
  private static byte[] inside(
      List<DecodeStage.Maker> chain, List<JsonNode> parts, String spelling, TokenType type) {
    List<String> types = parts.stream().map(part -> part.path("type").asText()).toList();
    int value = SentencePieceSpelling.byteValue(spelling);
    if (value >= 0 && types.contains("ByteFallback")) {
      return new byte[] {(byte) value};
    }
    return types.contains("ByteLevel")
        ? ByteAlphabet.bytes(spelling, type)
        : ChainDecoder.decode(chain, "", spelling, "").getBytes(StandardCharsets.UTF_8);
  }
}
