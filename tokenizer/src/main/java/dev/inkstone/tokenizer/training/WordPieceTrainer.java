package dev.inkstone.tokenizer.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * WordPiece, the tokenizer of BERT: tokens that continue a word start with {@code ##}.
 *
 * <p>Tokens are learned by joining pairs of neighbours, the most frequent first, as Hugging Face's
 * trainer does; or, as WordPiece was first described, the pair first that is much more frequent
 * than its parts would make one expect, see {@link #byLikelihood()}. Of equal pairs the one with
 * the smaller left, then right id comes first. Encoding then takes the longest token each time.
 *
 * <p>Text is cleaned, lower-cased and cut as BERT does. Special tokens: {@code [PAD]}, {@code
 * [UNK]}, {@code [CLS]}, {@code [SEP]}, {@code [MASK]}; texts that ask for special tokens go
 * between {@code [CLS]} and {@code [SEP]}. 30,000 tokens.
 *
 * <p>Schuster, Nakajima 2012, "Japanese and Korean voice search"; Devlin et al. 2019, "BERT".
 */
public final class WordPieceTrainer extends MergeTrainer<WordPieceTrainer> {
  private static final int VOCABULARY_SIZE = 30_000;
  private static final int LONGEST_WORD = 100;
  private static final String UNKNOWN = "[UNK]";
  private static final String PREFIX = "##";

  private boolean lowercase = true;
  private boolean byLikelihood;

  private WordPieceTrainer() {
    super(VOCABULARY_SIZE, List.of("[PAD]", UNKNOWN, "[CLS]", "[SEP]", "[MASK]"));
    beginToken("[CLS]");
    endToken("[SEP]");
  }

  /** A trainer with the settings above. */
  public static WordPieceTrainer create() {
    return new WordPieceTrainer();
  }

  /** Whether text is lower-cased and its accents removed, which is the default. */
  public WordPieceTrainer lowercase(boolean lower) {
    lowercase = lower;
    return this;
  }

  /**
   * Joins the pair first whose count, divided by the counts of both parts, is the greatest: the one
   * that raises the likelihood of the texts most. It favours rare pairs that only occur together;
   * set a {@link #minFrequency}.
   */
  public WordPieceTrainer byLikelihood() {
    byLikelihood = true;
    return this;
  }

  @Override
  WordPieceTrainer self() {
    return this;
  }

  @Override
  String unknownToken() {
    return UNKNOWN;
  }

  @Override
  ObjectNode model() {
    ObjectNode model = model("WordPiece").put("unk_token", UNKNOWN);
    model.put("continuing_subword_prefix", PREFIX);
    return model.put("max_input_chars_per_word", LONGEST_WORD);
  }

  @Override
  TokenizerDocument document(List<String> allSpecialTokens) {
    return new TokenizerDocument(
        TokenizerDocument.section(Sections.bertNormalizer(lowercase)),
        TokenizerDocument.section(Sections.BERT_WORDS),
        TokenizerDocument.section(Sections.continuationDecoder(PREFIX)),
        new TextFrame(begin(), end(), 1, false),
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
    Affixes affixes = new Affixes(PREFIX, "");
    SymbolText text = SymbolText.of(words, alphabet, affixes, symbols);
    requireRoom(allSpecialTokens.size(), symbols.size() - allSpecialTokens.size());
    MergeSettings settings = settings(affixes, byLikelihood);
    new MergeLearner(text, symbols, settings).learn(run);
    ObjectNode model = model();
    symbols.writeTo(model.putObject("vocab"));
    return model;
  }
}
