package dev.inkstone.tokenizer;

import dev.inkstone.error.ModelFormatException;
import dev.inkstone.error.UnsupportedModelException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Tokenizers of folders with {@code vocab.json} and {@code merges.txt}: GPT-2, RoBERTa, Qwen.
 *
 * <p>These files do not say how text is cut, nor which tokens are special. That comes from {@code
 * tokenizer_class} in {@code tokenizer_config.json}, {@code model_type} in {@code config.json}, or
 * else from what the vocabulary has. {@code tokenizer_config.json} adds its tokens and has the last
 * word on roles.
 */
public final class MergeFileTokenizers {
  private MergeFileTokenizers() {}

  /**
   * Loads a folder.
   *
   * @throws UnsupportedModelException if it is of no known family; the message names them
   * @throws ModelFormatException if a file is missing or broken
   */
  public static Tokenizer load(Path folder) {
    TokenizerJson json =
        TokenizerJson.ofMergeFiles(folder.resolve("vocab.json"), folder.resolve("merges.txt"));
    HuggingFaceConfig config = HuggingFaceConfig.of(folder);
    MergeFileFamily family =
        MergeFileFamily.named(config.tokenizerClass())
            .or(() -> MergeFileFamily.named(HuggingFaceConfig.modelType(folder)))
            .or(() -> MergeFileFamily.of(json.vocabulary()))
            .orElseThrow(() -> unknown(folder, config));
    family.describe(json);
    return new HuggingFaceAssembly(json, config.withDefaults(family.roles())).tokenizer();
  }

  private static UnsupportedModelException unknown(Path folder, HuggingFaceConfig config) {
    String known =
        Arrays.stream(MergeFileFamily.values())
            .flatMap(family -> family.names().stream())
            .sorted()
            .collect(Collectors.joining(", "));
    return new UnsupportedModelException(
        ("%s: vocab.json and merges.txt of tokenizer_class '%s' and model_type '%s'; known are: %s,"
                + " and what the vocabulary gives away")
            .formatted(
                folder, config.tokenizerClass(), HuggingFaceConfig.modelType(folder), known));
  }
}
