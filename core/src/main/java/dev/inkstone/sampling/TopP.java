package dev.inkstone.sampling;

/**
 * Keeps the most likely tokens whose probabilities together reach {@code p}, at least one. Orders
 * only as many as needed: the first 64, then four times as many until they suffice.
 */
record TopP(double p) implements CandidateFilter {
  private static final int FIRST = 64;

  @Override
  public void apply(Candidates candidates) {
    float maximum = candidates.maximum();
    double wanted = 0;
    for (int i = 0; i < candidates.count(); i++) {
      wanted += candidates.weight(i, maximum);
    }
    wanted *= p;
    double reached = 0;
    long ordered = 0;
    for (int i = 0; i < candidates.count(); i++) {
      if (i == ordered) {
        ordered = Math.max(FIRST, 4 * ordered);
        candidates.order((int) Math.min(ordered, candidates.count()));
      }
      reached += candidates.weight(i, maximum);
      if (reached >= wanted) {
        candidates.truncate(i + 1);
      }
    }
  }
}
