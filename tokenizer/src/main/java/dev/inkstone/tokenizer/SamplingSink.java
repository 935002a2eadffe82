package dev.inkstone.tokenizer;

import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** Keeps the ids of one encoding of many: merges are left out at random, nothing is remembered. */
final class SamplingSink extends IdSink {
  private final BooleanSupplier dropout;

  SamplingSink(String text, BpeDropout rule) {
    super(text);
    SplittableRandom random = new SplittableRandom(rule.seed());
    this.dropout = () -> random.nextDouble() < rule.probability();
  }

  @Override
  BooleanSupplier dropout() {
    return dropout;
  }

  @Override
  boolean addKnown(WordCache.Word word, int to) {
    return false;
  }

  @Override
  void remember(WordCache cache, byte[] text, int from, int to, int mark) {}
}
