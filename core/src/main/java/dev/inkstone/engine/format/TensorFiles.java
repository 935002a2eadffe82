package dev.inkstone.engine.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.inkstone.error.InkstoneException;
import dev.inkstone.error.ModelFormatException;
import dev.inkstone.files.FileFailures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Opens model files of any known format, recognised by what they contain. */
public final class TensorFiles {
  private static final int HEAD_BYTES = 64;
  private static final int NAMES_SHOWN = 3;
  private static final String EXPECTED =
      "expected a GGUF file, a safetensors file, or a Hugging Face folder with safetensors";

  private TensorFiles() {}

  /**
   * Opens a GGUF file, a safetensors file or index, a Hugging Face folder with safetensors, or a
   * folder with one GGUF model.
   *
   * @throws ModelFormatException if there is something else, or the file is not sound
   * @throws InkstoneException if it does not exist or cannot be read
   */
  public static TensorFile open(Path path) {
    return open(path, FormatLimits.DEFAULT);
  }

  /** Opens a model as {@link #open(Path)} does, with other bounds on what it may ask for. */
  public static TensorFile open(Path path, FormatLimits limits) {
    return Files.isDirectory(path) ? openFolder(path, limits) : openFile(path, limits);
  }

  private static TensorFile openFile(Path file, FormatLimits limits) {
    byte[] head = MappedFiles.head(file, HEAD_BYTES);
    String text = new String(head, ISO_8859_1);
    if (text.startsWith("GGUF") || text.startsWith("FUGG")) {
      return GgufFile.open(file, limits);
    }
    boolean safetensors = head.length > Long.BYTES && head[Long.BYTES] == '{';
    if (safetensors || file.toString().endsWith(".safetensors.index.json")) {
      return SafetensorsFile.open(file, limits);
    }
    throw new ModelFormatException(file + " is " + description(text) + "; " + EXPECTED);
  }

  /** What a file that is no model looks like, from its first bytes. */
  private static String description(String head) {
    if (head.isEmpty()) {
      return "empty";
    }
    if (head.startsWith("version https://git-lfs")) {
      return "a Git LFS pointer, not the file itself: fetch it with Git LFS or download it";
    }
    if (head.startsWith("PK\u0003\u0004") || head.startsWith("\u0080\u0002")) {
      return "a PyTorch checkpoint: convert it to safetensors";
    }
    if (List.of("lmgg", "fmgg", "tjgg", "algg")
        .contains(head.substring(0, Math.min(4, head.length())))) {
      return "in a GGML format older than GGUF: convert it to GGUF";
    }
    if (head.stripLeading().startsWith("<")) {
      return "an HTML or XML page: the download probably failed";
    }
    return "of an unknown format (it begins with "
        + Malformed.quote(head.substring(0, Math.min(8, head.length())))
        + ")";
  }

  private static TensorFile openFolder(Path folder, FormatLimits limits) {
    List<String> names = names(folder);
    if (names.stream().anyMatch(SafetensorsFile::isModelName)) {
      return SafetensorsFile.open(folder, limits);
    }
    List<String> models = names.stream().filter(GgufSplit::isModelName).toList();
    if (models.size() == 1) {
      return GgufFile.open(folder.resolve(models.getFirst()), limits);
    }
    throw new ModelFormatException(folder + " holds " + contents(names, models) + "; " + EXPECTED);
  }

  private static String contents(List<String> names, List<String> models) {
    if (models.size() > 1) {
      return models.size() + " GGUF models, open one of them: " + shown(models);
    }
    return names.isEmpty() ? "nothing" : "no model, but " + shown(names);
  }

  private static String shown(List<String> names) {
    String shown = String.join(", ", names.subList(0, Math.min(NAMES_SHOWN, names.size())));
    return names.size() > NAMES_SHOWN
        ? shown + " and " + (names.size() - NAMES_SHOWN) + " more"
        : shown;
  }

  private static List<String> names(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    } catch (IOException e) {
      throw FileFailures.of("list", folder, e);
    }
  }
}
