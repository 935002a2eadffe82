package dev.inkstone.tokenizer;

/**
 * Puts a string in front of a text that is not empty.
 *
 * @param prefix the string
 */
record PrependText(String prefix) implements Normalizer {
  @Override
  public AlignedText apply(AlignedText aligned) {
    if (aligned.text().isEmpty()) {
      return aligned;
    }
    Rewriting rewriting = new Rewriting(aligned);
    rewriting.insert(0, prefix);
    return rewriting.finish();
  }
}
