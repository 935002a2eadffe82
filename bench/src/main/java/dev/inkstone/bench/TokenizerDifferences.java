package dev.inkstone.bench;

import dev.inkstone.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Encodes and decodes made-up texts with Inkstone and with another implementation that reads the
 * same file, and reports every difference with the smallest text that shows it. Exit code 1 if
 * there are any.
 */
public final class TokenizerDifferences {
  private static final String USAGE =
      "TokenizerDifferences --tokenizer FILE --peer huggingface|sentencepiece|jtokkit"
          + " [--texts 100000] [--seed N] [--code-points N] [--reports N]";

  private static final Set<String> OPTIONS =
      Set.of("--tokenizer", "--peer", "--texts", "--seed", "--code-points", "--reports");

  private static final int PROGRESS = 10_000;
  private static final int CODE_POINTS = Character.MAX_CODE_POINT + 1;

  private final TokenizerPeer peer;
  private final Tokenizer own;

  /** How often each smallest text was found. */
  private final Map<String, Integer> found = new LinkedHashMap<>();

  private final int reports;

  /** How many ids all texts have. */
  private long ids;

  private int different;

  private TokenizerDifferences(TokenizerPeer peer, int reports) {
    this.peer = peer;
    this.reports = reports;
    this.own = peer.own();
  }

  /** Compares as the options say; see {@code docs/benchmarks.md}. */
  public static void main(String[] args) throws Exception {
    TokenizerPeer.stayOffline();
    Program.run(USAGE, OPTIONS, args, TokenizerDifferences::run);
  }

  private static int run(Arguments arguments) throws IOException {
    Path file = Path.of(arguments.required("--tokenizer"));
    long seed = arguments.longNumber("--seed", 1, 0);
    int texts = arguments.number("--texts", 100_000, 0);
    int codePoints = Math.min(arguments.number("--code-points", 0, 0), CODE_POINTS);
    TokenizerPeer peer = open(arguments.required("--peer"), file);
    TokenizerDifferences differences =
        new TokenizerDifferences(peer, arguments.number("--reports", 50, 0));
    DifferenceTexts source = new DifferenceTexts(peer.own(), seed);
    differences.compare(texts, i -> source.next());
    differences.compare(codePoints, DifferenceTexts::around);
    System.out.printf(
        "%s, %s, seed %d: %,d texts with %,d ids, %,d differ, in %,d ways%n",
        file,
        arguments.required("--peer"),
        seed,
        texts + codePoints,
        differences.ids,
        differences.different,
        differences.found.size());
    return differences.different == 0 ? Program.OK : Program.LIMIT_EXCEEDED;
  }

  /** Opens a peer over a file that may be packed with gzip. */
  static TokenizerPeer open(String peer, Path file) throws IOException {
    return UnpackedFile.with(file, unpacked -> TokenizerPeer.open(peer, unpacked));
  }

  private void compare(int texts, IntFunction<String> source) {
    for (int i = 0; i < texts; i++) {
      String text = source.apply(i);
      ids += encode(text).length;
      if (differs(text)) {
        different++;
        report(text);
      }
      if ((i + 1) % PROGRESS == 0) {
        System.err.printf("%,d of %,d texts, %,d differ%n", i + 1, texts, different);
      }
    }
  }

  private boolean differs(String text) {
    return idsDiffer(text) || textsDiffer(text);
  }

  private boolean idsDiffer(String text) {
    return !Arrays.equals(encode(text), peer.encode(wellFormed(text)));
  }

  /** Whether the peer's ids decode to different texts. */
  private boolean textsDiffer(String text) {
    int[] ids = peer.encode(wellFormed(text));
    String decoded = own.decode(ids);
    return peer.canReturn(decoded) && !decoded.equals(peer.decode(ids));
  }

  private int[] encode(String text) {
    return own.encode(text, peer.alike(text));
  }

  private void report(String text) {
    boolean ids = idsDiffer(text);
    String smallest = ShrunkText.of(text, ids ? this::idsDiffer : this::textsDiffer);
    int times = found.merge(smallest, 1, Integer::sum);
    if (times > 1 || found.size() > reports) {
      return;
    }
    int[] expected = peer.encode(wellFormed(smallest));
    System.out.printf("%s differ: \"%s\"%n", ids ? "ids" : "texts", EscapedText.of(smallest));
    if (ids) {
      System.out.println("  Inkstone " + Arrays.toString(encode(smallest)));
      System.out.println("  peer     " + Arrays.toString(expected));
    } else {
      System.out.printf("  Inkstone \"%s\"%n", EscapedText.of(own.decode(expected)));
      System.out.printf("  peer     \"%s\"%n", EscapedText.of(peer.decode(expected)));
    }
  }

  /** What a lone surrogate means in UTF-8; the peers' bindings each do something else to it. */
  private static String wellFormed(String text) {
    StringBuilder result = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
        .forEach(result::appendCodePoint);
    return result.toString();
  }
}
