package dev.inkstone.engine.quant;

import dev.inkstone.engine.kernel.CodeBook;

/**
 * NF4: sixteen quantiles of a normal distribution, scaled to -1..1, that QLoRA keeps frozen weights
 * in (Dettmers et al. 2023, arXiv:2305.14314, appendix E); laid out as {@link FourBitFloat} says.
 */
final class NF4 extends FourBitFloat {
  private static final CodeBook BOOK =
      CodeBook.table(
          -1,
          -0.6961928f,
          -0.52507305f,
          -0.3949175f,
          -0.28444138f,
          -0.18477343f,
          -0.091050036f,
          0,
          0.0795803f,
          0.1609302f,
          0.2461123f,
          0.33791524f,
          0.44070983f,
          0.562617f,
          0.72295684f,
          1);

  NF4() {
    super("NF4", BOOK, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  }
}
