package dev.inkstone.sampling;

/** Keeps the {@code k} most likely tokens: one pass, no sort of the vocabulary. */
record TopK(int k) implements CandidateFilter {

  @Override
  public void apply(Candidates candidates) {
    if (k < candidates.count()) {
      candidates.order(k);
      candidates.truncate(k);
    }
  }
}
