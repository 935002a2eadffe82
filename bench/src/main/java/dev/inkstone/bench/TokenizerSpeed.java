package dev.inkstone.bench;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;
import dev.inkstone.tokenizer.TiktokenEncoding;
import dev.inkstone.tokenizer.TiktokenTokenizers;
import dev.inkstone.tokenizer.Tokenizer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Encodes texts on one thread, beside jtokkit with the rank files that it carries, and says how
 * many megabytes of UTF-8 a second each does. Runs alternate. Exit code 1 if ids differ.
 */
public final class TokenizerSpeed {
  private static final String USAGE =
      "TokenizerSpeed [--encodings r50k_base,cl100k_base,o200k_base] [--text-file FILE]"
          + " [--characters N] [--warm-up N] [--runs N] [--seed N]";

  private static final Set<String> OPTIONS =
      Set.of("--encodings", "--text-file", "--characters", "--warm-up", "--runs", "--seed");

  private TokenizerSpeed() {}

  /** Measures as the options say; see {@code docs/benchmarks.md}. */
  public static void main(String[] args) throws Exception {
    Program.run(USAGE, OPTIONS, args, TokenizerSpeed::run);
  }

  private static int run(Arguments arguments) throws IOException {
    Map<String, String> texts = texts(arguments);
    int warmUp = arguments.number("--warm-up", 20, 0);
    int runs = arguments.number("--runs", 20, 1);
    boolean equal = true;
    System.out.printf(
        "%-12s %-8s %20s %20s %6s  %s%n",
        "encoding", "text", "Inkstone best (med)", "jtokkit best (med)", "ratio", "ids");
    String all = "r50k_base,cl100k_base,o200k_base";
    for (String name : List.of(arguments.optional("--encodings").orElse(all).split(","))) {
      Tokenizer own = own(name);
      Encoding peer = peer(name);
      for (Map.Entry<String, String> text : texts.entrySet()) {
        String content = text.getValue();
        boolean same = Arrays.equals(own.encode(content), peer.encodeOrdinary(content).toArray());
        equal &= same;
        double[][] rates =
            alternate(
                content,
                warmUp,
                runs,
                t -> own.encode(t).length,
                t -> length(peer.encodeOrdinary(t)));
        System.out.printf(
            "%-12s %-8s %11.1f (%6.1f) %11.1f (%6.1f) %6.2f  %s%n",
            name,
            text.getKey(),
            rates[0][runs - 1],
            rates[0][runs / 2],
            rates[1][runs - 1],
            rates[1][runs / 2],
            rates[0][runs - 1] / rates[1][runs - 1],
            same ? "equal" : "DIFFERENT");
      }
    }
    return equal ? Program.OK : Program.LIMIT_EXCEEDED;
  }

  /** Rates in MB/s of both, each sorted. */
  private static double[][] alternate(
      String text, int warmUp, int runs, ToIntFunction<String> own, ToIntFunction<String> peer) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    double[][] rates = new double[2][runs];
    for (int run = -warmUp; run < runs; run++) {
      double first = rate(bytes, text, own);
      double second = rate(bytes, text, peer);
      if (run >= 0) {
        rates[0][run] = first;
        rates[1][run] = second;
      }
    }
    Arrays.sort(rates[0]);
    Arrays.sort(rates[1]);
    return rates;
  }

  private static double rate(int bytes, String text, ToIntFunction<String> encode) {
    long start = System.nanoTime();
    int ids = encode.applyAsInt(text);
    double seconds = (System.nanoTime() - start) / 1e9;
    // Uses the result, so that no compiler may drop the work.
    return ids < 0 ? 0 : bytes / 1e6 / seconds;
  }

  private static int length(IntArrayList ids) {
    return ids.size();
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

  private static Encoding peer(String name) {
    EncodingType type =
        EncodingType.fromName(name)
            .orElseThrow(() -> new IllegalArgumentException("jtokkit has no encoding " + name));
    return Encodings.newLazyEncodingRegistry().getEncoding(type);
  }

  /** Loads the rank file that jtokkit carries. */
  private static Tokenizer own(String name) throws IOException {
    String resource = "/com/knuddels/jtokkit/" + name + ".tiktoken";
    Path file = Files.createTempFile(name, ".tiktoken");
    try (InputStream in = Encodings.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new FileNotFoundException(resource);
      }
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      return TiktokenTokenizers.load(file, TiktokenEncoding.named(name));
    } finally {
      Files.delete(file);
    }
  }
}
