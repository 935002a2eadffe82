package dev.inkstone.sampling;

/** Removes unlikely tokens before the draw; at least one stays. */
interface CandidateFilter {

  /** Removes from {@code candidates} what this filter does not want. */
  void apply(Candidates candidates);
}
