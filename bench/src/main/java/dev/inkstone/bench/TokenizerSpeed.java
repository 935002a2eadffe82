package dev.inkstone.bench;

import com.knuddels.jtokkit.Encodings;
import dev.inkstone.tokenizer.EncodeOptions;
import dev.inkstone.tokenizer.Encoder;
import dev.inkstone.tokenizer.Encoding;
import dev.inkstone.tokenizer.Tokenizer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * Encodes or decodes texts beside another implementation on one thread, or many texts on one and on
 * two threads, and says how many megabytes of UTF-8 a second each does. Runs alternate. Exit code 1
 * if ids or texts differ.
 */
public final class TokenizerSpeed {
  private static final String USAGE =
      "TokenizerSpeed [--measure encode|decode|threads]"
          + " [--encodings r50k_base,cl100k_base,o200k_base"
          + " | --tokenizers FILE,FILE --peer huggingface|sentencepiece|jtokkit]"
          + " [--text-file FILE] [--characters N] [--warm-up N] [--runs N] [--seed N]";

  private static final Set<String> OPTIONS =
      Set.of(
          "--measure",
          "--encodings",
          "--tokenizers",
          "--peer",
          "--text-file",
          "--characters",
          "--warm-up",
          "--runs",
          "--seed");

  private static final int TEXTS = 64;

  private final int warmUp;
  private final int runs;

  private TokenizerSpeed(Arguments arguments) {
    this.warmUp = arguments.number("--warm-up", 20, 0);
    this.runs = arguments.number("--runs", 20, 1);
  }

  /** Measures as the options say; see {@code docs/benchmarks.md}. */
  public static void main(String[] args) throws Exception {
    TokenizerPeer.stayOffline();
    Program.run(USAGE, OPTIONS, args, TokenizerSpeed::run);
  }

  private static int run(Arguments arguments) throws IOException {
    TokenizerSpeed speed = new TokenizerSpeed(arguments);
    String measure = arguments.optional("--measure").orElse("encode");
    Map<String, String> texts = texts(arguments);
    boolean equal = true;
    boolean threads = measure.equals("threads");
    System.out.printf(
        "%-30s %-8s %20s %20s %6s  %s%n",
        measure,
        "text",
        threads ? "2 threads best (med)" : "Inkstone best (med)",
        threads ? "1 thread best (med)" : "peer best (med)",
        "ratio",
        "result");
    for (Map.Entry<String, TokenizerPeer> peer : peers(arguments).entrySet()) {
      for (Map.Entry<String, String> text : texts.entrySet()) {
        System.out.printf("%-30s %-8s ", peer.getKey(), text.getKey());
        equal &=
            switch (measure) {
              case "encode" -> speed.encode(peer.getValue(), text.getValue());
              case "decode" -> speed.decode(peer.getValue(), text.getValue());
              case "threads" -> speed.threads(peer.getValue(), text.getValue());
              default -> throw new IllegalArgumentException("--measure is '" + measure + "'");
            };
      }
    }
    return equal ? Program.OK : Program.LIMIT_EXCEEDED;
  }

  private boolean encode(TokenizerPeer peer, String text) {
    Tokenizer own = peer.own();
    EncodeOptions alike = peer.alike(text);
    boolean equal = Arrays.equals(own.encode(text, alike), peer.encode(text));
    alternate(text, () -> own.encode(text, alike).length, () -> peer.encode(text).length, equal);
    return equal;
  }

  private boolean decode(TokenizerPeer peer, String text) {
    Tokenizer own = peer.own();
    int[] ids = peer.encode(text);
    boolean equal = own.decode(ids).equals(peer.decode(ids));
    alternate(text, () -> own.decode(ids).length(), () -> peer.decode(ids).length(), equal);
    return equal;
  }

  private boolean threads(TokenizerPeer peer, String text) {
    List<String> parts = new ArrayList<>();
    int length = Math.max(1, text.length() / TEXTS);
    for (int from = 0; from < text.length(); from += length) {
      parts.add(text.substring(from, Math.min(text.length(), from + length)));
    }
    Encoder one = peer.own().encoder().threads(1).build();
    Encoder two = peer.own().encoder().threads(2).build();
    boolean equal = Arrays.equals(ids(two.encodeAll(parts)), ids(one.encodeAll(parts)));
    alternate(text, () -> two.encodeAll(parts).size(), () -> one.encodeAll(parts).size(), equal);
    return equal;
  }

  private static int[] ids(List<Encoding> encodings) {
    return encodings.stream().flatMapToInt(encoding -> Arrays.stream(encoding.ids())).toArray();
  }

  /** Prints the rates in MB/s of both. */
  private void alternate(String text, IntSupplier first, IntSupplier second, boolean equal) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    double[][] rates = new double[2][runs];
    for (int run = -warmUp; run < runs; run++) {
      double one = rate(bytes, first);
      double two = rate(bytes, second);
      if (run >= 0) {
        rates[0][run] = one;
        rates[1][run] = two;
      }
    }
    Arrays.sort(rates[0]);
    Arrays.sort(rates[1]);
    System.out.printf(
        "%11.1f (%6.1f) %11.1f (%6.1f) %6.2f  %s%n",
        rates[0][runs - 1],
        rates[0][runs / 2],
        rates[1][runs - 1],
        rates[1][runs / 2],
        rates[0][runs - 1] / rates[1][runs - 1],
        equal ? "equal" : "DIFFERENT");
  }

  private static double rate(int bytes, IntSupplier work) {
    long start = System.nanoTime();
    int result = work.getAsInt();
    double seconds = (System.nanoTime() - start) / 1e9;
    // Uses the result, so that no compiler may drop the work.
    return result < 0 ? 0 : bytes / 1e6 / seconds;
  }

  private static Map<String, String> texts(Arguments arguments) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    if (arguments.optional("--text-file").isPresent()) {
      texts.put("file", Files.readString(Path.of(arguments.required("--text-file"))));
    } else {
      int characters = arguments.number("--characters", 1_000_000, 1);
      long seed = arguments.longNumber("--seed", 1, 0);
      texts.put("English", SpeedText.english(characters, seed));
      texts.put("Chinese", SpeedText.chinese(characters / 3, seed));
      texts.put("code", SpeedText.code(characters, seed));
    }
    return texts;
  }

  private static Map<String, TokenizerPeer> peers(Arguments arguments) throws IOException {
    Map<String, TokenizerPeer> peers = new LinkedHashMap<>();
    if (arguments.optional("--tokenizers").isPresent()) {
      for (String name : List.of(arguments.required("--tokenizers").split(","))) {
        Path file = Path.of(name).toAbsolutePath();
        int names = file.getNameCount();
        // Many files have the same name, their folders do not.
        peers.put(
            file.subpath(Math.max(0, names - 2), names).toString(),
            TokenizerDifferences.open(arguments.required("--peer"), file));
      }
    } else {
      String all = "r50k_base,cl100k_base,o200k_base";
      for (String name : List.of(arguments.optional("--encodings").orElse(all).split(","))) {
        peers.put(name, jtokkit(name));
      }
    }
    return peers;
  }

  /** jtokkit and Inkstone with the rank file that jtokkit carries. */
  private static TokenizerPeer jtokkit(String name) throws IOException {
    String resource = "/com/knuddels/jtokkit/" + name + ".tiktoken";
    Path folder = Files.createTempDirectory("ranks");
    Path file = folder.resolve(name + ".tiktoken");
    try (InputStream in = Encodings.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new FileNotFoundException(resource);
      }
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      return JtokkitPeer.open(file);
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }
}
