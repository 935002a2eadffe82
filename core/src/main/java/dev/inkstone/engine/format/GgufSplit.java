package dev.inkstone.engine.format;

import dev.inkstone.error.ModelFormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of a split GGUF model: files {@code NAME-00001-of-0000N.gguf} beside each other, each
 * saying which part it is.
 */
final class GgufSplit {
  static final String NUMBER_KEY = "split.no";
  static final String COUNT_KEY = "split.count";
  static final String TENSORS_KEY = "split.tensors.count";

  private static final Pattern PART_NAME = Pattern.compile("(.*)-(\\d{5})-of-(\\d{5})\\.gguf");

  private GgufSplit() {}

  /** Whether a file of this name is a GGUF model: a whole one, or the first part of a split one. */
  static boolean isModelName(String name) {
    Matcher part = PART_NAME.matcher(name);
    return part.matches() ? Integer.parseInt(part.group(2)) == 1 : name.endsWith(".gguf");
  }

  /** How many parts the model has that {@code part} belongs to, 1 where it is not split. */
  static int count(GgufPart part) {
    int count = part.metadata().integer(COUNT_KEY, 1);
    if (count < 0 || count > 99_999) {
      throw part.metadata().wrong(COUNT_KEY, (long) count, "a count from 0 to 99999");
    }
    return Math.max(count, 1);
  }

  /** The files of all parts, first part first; throws naming the file where one is missing. */
  static List<Path> files(GgufPart part) {
    int count = count(part);
    Matcher name = PART_NAME.matcher(String.valueOf(part.file().getFileName()));
    if (!name.matches() || Integer.parseInt(name.group(3)) != count) {
      String expected =
          String.format(Locale.ROOT, "a file name that ends in -00001-of-%05d.gguf", count);
      throw Malformed.in(
          part.file(), "is one of " + count + " parts (" + COUNT_KEY + "), expected " + expected);
    }
    List<Path> files = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      String sibling = String.format(Locale.ROOT, "%s-%05d-of-%05d.gguf", name.group(1), i, count);
      Path file = part.file().resolveSibling(sibling);
      if (!Files.exists(file)) {
        throw missing(part.file(), file, i, count);
      }
      files.add(file);
    }
    return files;
  }

  /** Checks that the parts are those of one model, in order. */
  static void check(List<GgufPart> parts) {
    long tensors = 0;
    for (int i = 0; i < parts.size(); i++) {
      Metadata metadata = parts.get(i).metadata();
      int number = metadata.integer(NUMBER_KEY);
      int count = metadata.integer(COUNT_KEY);
      if (number != i) {
        throw metadata.wrong(NUMBER_KEY, (long) number, i + ", as the file name says");
      }
      if (count != parts.size()) {
        throw metadata.wrong(COUNT_KEY, (long) count, parts.size() + ", as in the other parts");
      }
      tensors += parts.get(i).tensors().size();
    }
    Metadata first = parts.getFirst().metadata();
    long expected = first.longInteger(TENSORS_KEY, tensors);
    if (tensors != expected) {
      throw first.wrong(TENSORS_KEY, expected, tensors + ", the sum over all parts");
    }
  }

  private static ModelFormatException missing(Path opened, Path file, int number, int count) {
    return new ModelFormatException(
        "%s: part %d of %d is missing, expected it at %s".formatted(opened, number, count, file));
  }
}
