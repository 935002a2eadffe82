package dev.inkstone.examples.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What the process's exit code says; the numbers follow sysexits.h where it has one. */
public final class ExitCodes {
  /** Everything went well. */
  public static final int OK = 0;

  /** {@code doctor} found something that slows this machine down much. */
  public static final int SLOW = 1;

  /** The command line is wrong. */
  public static final int USAGE = 2;

  /** A file is not what it claims to be, or asks for something this version does not have. */
  public static final int DATA = 65;

  /** A file does not exist or cannot be read. */
  public static final int NO_INPUT = 66;

  /** Something needed is not there: memory, a JDK, Maven. */
  public static final int UNAVAILABLE = 69;

  /** A defect of Inkstone. */
  public static final int INTERNAL = 70;

  /** Output could not be written: the reader has gone, or the disk is full. */
  public static final int OUTPUT = 74;

  /** Ctrl-C. */
  public static final int INTERRUPTED = 130;

  private ExitCodes() {}

  /** The codes with what they mean, for help texts. */
  static Map<String, String> descriptions() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(key(OK), "success");
    texts.put(key(SLOW), "doctor found something that slows this machine down much");
    texts.put(key(USAGE), "wrong command line");
    texts.put(key(DATA), "a model or data file is malformed or not supported");
    texts.put(key(NO_INPUT), "a file is missing or cannot be read");
    texts.put(key(UNAVAILABLE), "something needed is not there, such as memory");
    texts.put(key(INTERNAL), "internal error");
    texts.put(key(OUTPUT), "output could not be written");
    texts.put(key(INTERRUPTED), "interrupted by Ctrl-C");
    return texts;
  }

  private static String key(int code) {
    return String.format(Locale.ROOT, "%3d", code);
  }
}
