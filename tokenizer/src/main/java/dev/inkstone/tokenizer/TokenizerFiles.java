package dev.inkstone.tokenizer;

import dev.inkstone.error.ModelFormatException;
import dev.inkstone.error.UnsupportedModelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Recognises what kind of tokenizer a file or folder holds, and loads it. */
final class TokenizerFiles {
  private static final int HEAD = 1024;

  /** The tag of the first field of a SentencePiece model, its first piece. */
  private static final byte SENTENCE_PIECE = 0x0A;

  private static final String READABLE =
      "tokenizer.json, tokenizer.model (SentencePiece or tiktoken), vocab.json with merges.txt,"
          + " *.tiktoken, vocab.txt (BERT), tokenizer.bin (llama2.c)";

  private TokenizerFiles() {}

  static Tokenizer load(Path path) {
    if (Files.isDirectory(path)) {
      return loadFolder(path);
    }
    if (!Files.isRegularFile(path)) {
      throw new ModelFormatException(
          "%s %s; a tokenizer is read from a folder or file: %s"
              .formatted(
                  path,
                  Files.exists(path) ? "is neither a folder nor a regular file" : "does not exist",
                  READABLE));
    }
    return loadFile(path, HuggingFaceConfig.NONE);
  }

  private static Tokenizer loadFolder(Path folder) {
    if (has(folder, "tokenizer.json")) {
      return HuggingFaceTokenizers.load(folder);
    }
    if (has(folder, "tokenizer.model")) {
      return loadFile(folder.resolve("tokenizer.model"), HuggingFaceConfig.of(folder));
    }
    if (has(folder, "vocab.json") && has(folder, "merges.txt")) {
      return MergeFileTokenizers.load(folder);
    }
    List<String> names = names(folder);
    List<String> ranks = names.stream().filter(name -> name.endsWith(".tiktoken")).toList();
    if (ranks.size() == 1) {
      return TiktokenTokenizers.load(folder.resolve(ranks.getFirst()));
    }
    if (has(folder, "vocab.txt")) {
      return HuggingFaceTokenizers.load(folder);
    }
    if (has(folder, "tokenizer.bin")) {
      return Llama2cTokenizers.load(folder.resolve("tokenizer.bin"));
    }
    throw new ModelFormatException(
        "%s holds no tokenizer that can be read: found %s, expected one of %s"
                .formatted(folder, names.isEmpty() ? "nothing" : names, READABLE)
            + (names.stream().anyMatch(name -> name.endsWith(".gguf"))
                ? "; a GGUF file is opened by its own name"
                : ""));
  }

  private static Tokenizer loadFile(Path file, HuggingFaceConfig config) {
    byte[] head = head(file);
    if (startsWith(head, "GGUF")) {
      throw new UnsupportedModelException(
          "%s is a GGUF file: its tokenizer comes with the model, or from its metadata through %s"
              .formatted(file, "GgufTokenizers.from"));
    }
    if (head.length > 1 && head[0] == 0x1F && head[1] == (byte) 0x8B) {
      throw new ModelFormatException("%s is compressed by gzip: unpack it first".formatted(file));
    }
    if (RankFile.looksLike(head)) {
      return TiktokenTokenizers.load(file);
    }
    String name = String.valueOf(file.getFileName());
    if (name.equals("vocab.json") || name.equals("merges.txt")) {
      return MergeFileTokenizers.load(folderOf(file));
    }
    if (isJson(head)) {
      return HuggingFaceTokenizers.load(file);
    }
    if (head.length > 0 && head[0] == SENTENCE_PIECE) {
      return SentencePieceTokenizers.from(SentencePieceFile.read(file), config);
    }
    if (name.equals("vocab.txt")) {
      return HuggingFaceTokenizers.load(file);
    }
    if (name.endsWith(".bin")) {
      return Llama2cTokenizers.load(file);
    }
    throw new ModelFormatException(
        "%s is not recognised: it starts with %s, expected one of %s"
            .formatted(file, hexadecimal(head), READABLE));
  }

  private static boolean has(Path folder, String name) {
    return Files.isRegularFile(folder.resolve(name));
  }

  private static Path folderOf(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file : parent;
  }

  private static List<String> names(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().limit(20).toList();
    } catch (IOException e) {
      throw new ModelFormatException("%s cannot be read: %s".formatted(folder, e), e);
    }
  }

  private static byte[] head(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(HEAD);
    } catch (IOException e) {
      throw new ModelFormatException("%s cannot be read: %s".formatted(file, e), e);
    }
  }

  private static boolean startsWith(byte[] head, String magic) {
    return new String(head, StandardCharsets.ISO_8859_1).startsWith(magic);
  }

  private static boolean isJson(byte[] head) {
    String text = new String(head, StandardCharsets.UTF_8);
    return text.replace("\uFEFF", "").stripLeading().startsWith("{");
  }

  private static String hexadecimal(byte[] head) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(8, head.length); i++) {
      text.append(i == 0 ? "" : " ").append(String.format("%02x", head[i]));
    }
    return text.isEmpty() ? "nothing: it is empty" : text.toString();
  }
}
