package dev.inkstone.tokenizer;

import dev.inkstone.error.ModelFormatException;
import dev.inkstone.error.UnsupportedModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Tokenizers of Hugging Face model folders: {@code tokenizer.json} with {@code
 * tokenizer_config.json} and {@code generation_config.json} beside it.
 *
 * <p>Supported are all models of that library (BPE, WordPiece, Unigram, WordLevel) with all its
 * normalizers, pre-tokenizers, post-processors and decoders, and WordPiece from a {@code vocab.txt}
 * as well. A component that is not understood is an error, never ignored.
 */
public final class HuggingFaceTokenizers {
  private HuggingFaceTokenizers() {}

  /**
   * Loads a tokenizer.
   *
   * @param folderOrFile a folder with a {@code tokenizer.json}, else with a {@code vocab.txt}, or
   *     such a file alone; of a file alone nothing beside it is read
   * @throws ModelFormatException if a file is missing, broken or contradicts itself
   * @throws UnsupportedModelException if it uses a component that is not supported; the message
   *     names it
   */
  public static Tokenizer load(Path folderOrFile) {
    if (!Files.isDirectory(folderOrFile)) {
      return load(folderOrFile, HuggingFaceConfig.NONE);
    }
    Path json = folderOrFile.resolve("tokenizer.json");
    Path list = folderOrFile.resolve("vocab.txt");
    boolean onlyList = !Files.exists(json) && Files.exists(list);
    return load(onlyList ? list : json, HuggingFaceConfig.of(folderOrFile));
  }

  /**
   * A tokenizer from the content of a {@code tokenizer.json}, UTF-8.
   *
   * @throws ModelFormatException if the content is broken or contradicts itself
   * @throws UnsupportedModelException if it uses a component that is not supported; the message
   *     names it
   */
  public static Tokenizer of(byte[] tokenizerJson) {
    TokenizerJson json = TokenizerJson.read(tokenizerJson, "tokenizer.json");
    return new HuggingFaceAssembly(json, HuggingFaceConfig.NONE).tokenizer();
  }

  /**
   * The chat templates of a model folder by name, as Jinja text. A single one is named {@code
   * default}; a folder without templates gives an empty map.
   *
   * @throws ModelFormatException if a file is broken
   */
  public static Map<String, String> chatTemplates(Path folder) {
    return HuggingFaceConfig.chatTemplates(folder);
  }

  private static Tokenizer load(Path file, HuggingFaceConfig config) {
    if (!Files.isRegularFile(file)) {
      throw new ModelFormatException(
          "%s does not exist: a Hugging Face tokenizer needs its tokenizer.json".formatted(file));
    }
    TokenizerJson json =
        file.toString().endsWith(".txt")
            ? BertVocabularyFile.read(file, config)
            : TokenizerJson.read(file);
    return new HuggingFaceAssembly(json, config).tokenizer();
  }
}
