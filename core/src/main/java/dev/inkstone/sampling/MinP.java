package dev.inkstone.sampling;

/** Keeps tokens at least {@code p} times as likely as the most likely one. */
final class MinP implements CandidateFilter {
  private final double logP;
  private int[] kept = new int[0];

  MinP(double p) {
    logP = Math.log(p);
  }

  @Override
  public void apply(Candidates candidates) {
    if (kept.length < candidates.count()) {
      kept = new int[candidates.count()];
    }
    double threshold = candidates.maximum() + logP;
    int n = 0;
    for (int i = 0; i < candidates.count(); i++) {
      if (candidates.logit(i) >= threshold) {
        kept[n++] = i;
      }
    }
    candidates.keep(kept, n);
  }
}
