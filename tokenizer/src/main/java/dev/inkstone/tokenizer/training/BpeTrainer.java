package dev.inkstone.tokenizer.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Byte pair encoding: tokens grow by joining the most frequent pair of neighbours.
 *
 * <p>Starts from the 256 bytes as GPT-2 does, so that any text can be encoded, or from characters
 * with spaces as U+2581 as SentencePiece does. Of equally frequent pairs the one with the smaller
 * left, then right id comes first.
 *
 * {@snippet :
 * Tokenizer tokenizer =
 *     BpeTrainer.byteLevel()
 *         .vocabularySize(8000)
 *         .specialTokens("<|endoftext|>")
 *         .train(Path.of("corpus.txt"))
 *         .tokenizer();
 * }
 *
 * <p>Sennrich, Haddow, Birch 2016, "Neural Machine Translation of Rare Words with Subword Units";
 * Radford et al. 2019, "Language Models are Unsupervised Multitask Learners".
 */
public final class BpeTrainer extends MergeTrainer<BpeTrainer> {
  private static final int VOCABULARY_SIZE = 30_000;
  private static final String UNKNOWN = "<unk>";

  private final boolean byteLevel;
  private boolean byteFallback;

  private BpeTrainer(boolean byteLevel) {
    super(VOCABULARY_SIZE, List.of());
    this.byteLevel = byteLevel;
  }

  /**
   * Over bytes, words cut as GPT-2 does, a space belonging to the word after it. No special tokens;
   * 30,000 tokens.
   */
  public static BpeTrainer byteLevel() {
    return new BpeTrainer(true);
  }

  /**
   * Over characters, with a space spelled as U+2581 in front of each word. A character that is no
   * token becomes {@code <unk>}, the only special token; 30,000 tokens.
   */
  public static BpeTrainer characters() {
    return new BpeTrainer(false);
  }

  /**
   * Spells characters that are no tokens as their bytes: adds the tokens {@code <0x00>} to {@code
   * <0xFF>}, so that nothing is lost.
   *
   * @throws IllegalStateException if the trainer works on bytes anyway
   */
  public BpeTrainer byteFallback() {
    if (byteLevel) {
      throw new IllegalStateException("byteFallback is for BpeTrainer.characters()");
    }
    byteFallback = true;
    return this;
  }

  @Override
  BpeTrainer self() {
    return this;
  }

  @Override
  String unknownToken() {
    return byteLevel ? "" : UNKNOWN;
  }

  @Override
  ObjectNode model() {
    ObjectNode model = model("BPE");
    model.putNull("dropout");
    model.put("unk_token", byteLevel ? null : UNKNOWN);
    model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
    model.put("fuse_unk", !byteLevel).put("byte_fallback", byteFallback);
    model.put("ignore_merges", false);
    return model;
  }

  @Override
  TokenizerDocument document(List<String> allSpecialTokens) {
    JsonNode section = TokenizerDocument.section(byteLevel ? Sections.BYTE_LEVEL : Sections.SPACES);
    return new TokenizerDocument(
        TokenizerDocument.none(),
        section,
        byteLevel ? section : TokenizerDocument.section(Sections.spaceDecoder(byteFallback)),
        new TextFrame(begin(), end(), 0, byteLevel),
        allSpecialTokens);
  }

  @Override
  ObjectNode learn(
      List<WordCounts.Word> words,
      Alphabet alphabet,
      List<String> allSpecialTokens,
      TrainingRun run) {
    Symbols symbols = new Symbols();
    allSpecialTokens.forEach(token -> symbols.add(token, 0));
    if (byteFallback) {
      ByteTokens.requireNoneOf(allSpecialTokens);
      ByteTokens.spellings().forEach(token -> symbols.add(token, 0));
    }
    SymbolText text = SymbolText.of(words, alphabet, Affixes.NONE, symbols);
    requireRoom(symbols.size() - alphabet.size(), alphabet.size());
    MergeSettings settings = settings(Affixes.NONE, false);
    List<MergeLearner.Merge> merges = new MergeLearner(text, symbols, settings).learn(run);
    ObjectNode model = model();
    symbols.writeTo(model.putObject("vocab"));
    ArrayNode list = model.putArray("merges");
    for (MergeLearner.Merge merge : merges) {
      list.add(symbols.spelling(merge.left()) + " " + symbols.spelling(merge.right()));
    }
    return model;
  }
}
