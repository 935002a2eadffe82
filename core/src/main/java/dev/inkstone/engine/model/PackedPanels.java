package dev.inkstone.engine.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.inkstone.engine.format.ContentKey;
import dev.inkstone.engine.format.PanelFile;
import dev.inkstone.engine.tensor.Weight;
import dev.inkstone.error.InkstoneException;
import dev.inkstone.files.FileFailures;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The packed matrices of one model in a file, so that the next load maps them: no weight is read
 * then before it is used, and processes share the memory.
 *
 * <p>Never the reason for an error: what cannot be read or written is logged and done without. A
 * file that is not exactly of this model and this machine's layout ({@link ContentKey} says what is
 * trusted) is written anew.
 */
public final class PackedPanels {
  private static final Logger LOG = LoggerFactory.getLogger(PackedPanels.class);

  private final LoadedModel model;
  private final Path path;
  private final PanelFile file;

  private PackedPanels(LoadedModel model, Path path, PanelFile file) {
    this.model = model;
    this.path = path;
    this.file = file;
  }

  /**
   * The panels of {@code model}, in a file beside it or in {@code folder}; empty if the model's
   * files cannot be looked at any more.
   */
  public static Optional<PackedPanels> of(LoadedModel model, Optional<Path> folder) {
    Path modelPath = model.file().path().toAbsolutePath().normalize();
    Path path = path(modelPath, folder, model.memory().panelRows());
    List<PanelFile.Matrix> matrices = model.matrices().stream().map(PackedPanels::matrix).toList();
    try {
      long key = ContentKey.of(model.file());
      PanelFile file = new PanelFile(key, model.memory().layout(), matrices);
      return Optional.of(new PackedPanels(model, path, file));
    } catch (InkstoneException e) {
      LOG.warn("packed weights are not kept in a file: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Beside the model under its name. In another folder models of the same name meet, so the path is
   * in the name too; and machines of different vectors may share a folder.
   */
  private static Path path(Path model, Optional<Path> folder, int panelRows) {
    String name = String.valueOf(model.getFileName());
    String suffix = ".x" + panelRows + ".panels";
    if (folder.isPresent()) {
      CRC32C crc = new CRC32C();
      crc.update(model.toString().getBytes(UTF_8));
      String place = String.format(Locale.ROOT, "%08x", crc.getValue());
      return folder.get().resolve(name + "." + place + suffix);
    }
    return Files.isDirectory(model)
        ? model.resolve("model" + suffix)
        : model.resolveSibling(name + suffix);
  }

  private static PanelFile.Matrix matrix(Weight weight) {
    return new PanelFile.Matrix(
        weight.name(),
        weight.format().name(),
        weight.rows(),
        weight.columns(),
        weight.packedBytes());
  }

  /** Where the file is or will be. */
  public Path path() {
    return path;
  }

  /** Takes the panels from the file; false if there is none of this model. */
  public boolean restore() {
    if (Files.notExists(path)) {
      return false;
    }
    try {
      Optional<List<MemorySegment>> panels = file.map(path, model.memory().arena());
      if (panels.isEmpty()) {
        LOG.info("{} is damaged or of another model or version; it will be written anew", path);
        return false;
      }
      for (int i = 0; i < model.matrices().size(); i++) {
        model.matrices().get(i).adopt(panels.get().get(i));
      }
      return true;
    } catch (InkstoneException e) {
      LOG.warn("packed weights are not taken from a file: {}", e.getMessage());
      return false;
    }
  }

  /** Writes the panels, which are packed now if they are not. */
  public void save() {
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      file.write(path, model.matrices().stream().map(Weight::panels).toList());
      LOG.info("packed weights are kept in {} ({} bytes)", path, file.size());
    } catch (InkstoneException e) {
      LOG.warn("packed weights are not kept: {}", e.getMessage());
    } catch (IOException e) {
      LOG.warn(
          "packed weights are not kept: {}",
          FileFailures.of("create the folder of", path, e).getMessage());
    }
  }
}
