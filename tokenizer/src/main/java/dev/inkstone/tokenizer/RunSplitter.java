package dev.inkstone.tokenizer;

/**
 * {@code [set]{1,most}}: runs of a set, cut after {@code most} characters, and the gaps between.
 */
final class RunSplitter implements Splitter {
  private final CodePointSet set;
  private final int most;

  RunSplitter(CodePointSet set, int most) {
    this.set = set;
    this.most = most;
  }

  @Override
  public int next(byte[] text, int from, int end) {
    boolean member = set.containsAt(text, from);
    int at = from + Utf8.width(text[from]);
    int left = member ? most - 1 : Integer.MAX_VALUE;
    while (at < end && left > 0 && set.containsAt(text, at) == member) {
      at += Utf8.width(text[at]);
      left--;
    }
    return at;
  }
}
