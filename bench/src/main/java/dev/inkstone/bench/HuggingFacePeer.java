package dev.inkstone.bench;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.inkstone.tokenizer.EncodeOptions;
import dev.inkstone.tokenizer.HuggingFaceTokenizers;
import dev.inkstone.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Hugging Face's tokenizers, written in Rust: adds special tokens and reads them from text. */
record HuggingFacePeer(HuggingFaceTokenizer library, Tokenizer own) implements TokenizerPeer {

  static HuggingFacePeer open(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      Map<String, String> whole = Map.of("truncation", "false", "padding", "false");
      return new HuggingFacePeer(
          HuggingFaceTokenizer.newInstance(in, whole), HuggingFaceTokenizers.load(file));
    }
  }

  @Override
  public int[] encode(String text) {
    return Arrays.stream(library.encode(text, true, false).getIds())
        .mapToInt(Math::toIntExact)
        .toArray();
  }

  @Override
  public String decode(int[] ids) {
    return library.decode(Arrays.stream(ids).asLongStream().toArray(), true);
  }

  @Override
  public EncodeOptions alike(String text) {
    return new EncodeOptions(true, EncodeOptions.SpecialText.ALL);
  }

  @Override
  public boolean canReturn(String text) {
    return true;
  }
}
