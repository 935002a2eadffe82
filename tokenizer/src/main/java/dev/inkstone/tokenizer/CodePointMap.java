package dev.inkstone.tokenizer;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Maps code points to numbers from 0 on; pages of 256, allocated where there is something. */
final class CodePointMap {
  private static final int PAGE_BITS = 8;
  private static final int PAGE = 1 << PAGE_BITS;

  private final int[] @Nullable [] pages =
      new int[(Character.MAX_CODE_POINT + 1) >> PAGE_BITS] @Nullable [];

  void put(int codePoint, int value) {
    int at = codePoint >> PAGE_BITS;
    int[] page = pages[at];
    if (page == null) {
      page = new int[PAGE];
      Arrays.fill(page, -1);
      pages[at] = page;
    }
    page[codePoint & (PAGE - 1)] = value;
  }

  /** The number of a code point, or -1. */
  int find(int codePoint) {
    int[] page = pages[codePoint >> PAGE_BITS];
    return page == null ? -1 : page[codePoint & (PAGE - 1)];
  }
}
