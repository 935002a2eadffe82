package dev.inkstone.bench;

import dev.inkstone.tokenizer.EncodeOptions;
import dev.inkstone.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Another implementation that reads a tokenizer file, and how Inkstone is asked for the same. */
interface TokenizerPeer {

  /** The ids of {@code text}, which has no lone surrogates. */
  int[] encode(String text);

  /** The text of {@code ids}, special tokens left out. */
  String decode(int[] ids);

  /** Loads the same file with Inkstone. */
  Tokenizer own();

  /** What to ask {@link #own} for so that it means what {@link #encode} means. */
  EncodeOptions alike(String text);

  /** Whether {@code text}, Inkstone's decoding, can come through the peer's binding unharmed. */
  boolean canReturn(String text);

  /** Opens the peer {@code huggingface}, {@code sentencepiece} or {@code jtokkit}. */
  static TokenizerPeer open(String name, Path file) throws IOException {
    return switch (name) {
      case "huggingface" -> HuggingFacePeer.open(file);
      case "sentencepiece" -> SentencePiecePeer.open(file);
      case "jtokkit" -> JtokkitPeer.open(file);
      default ->
          throw new IllegalArgumentException(
              "there is no peer '%s', expected huggingface, sentencepiece or jtokkit"
                  .formatted(name));
    };
  }

  /** Keeps the libraries of DJL from asking the network for anything; called by programs only. */
  static void stayOffline() {
    Map.of("ai.djl.offline", "true", "OPT_OUT_TRACKING", "true").forEach(System::setProperty);
  }
}
