package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;

/** Checks of arguments that would otherwise fail far inside a kernel, or not at all. */
final class KernelChecks {
  private KernelChecks() {}

  private static void product(PanelMatrix w, MultiplyCall call, MemorySegment y) {
    if (call.tokens < 1 || call.first < 0) {
      throw new IllegalArgumentException(
          "tokens = %d from %d on, expected at least 1 from 0 on"
              .formatted(call.tokens, call.first));
    }
    int end = end(call.first, call.tokens);
    long last = (end - 1) * call.rowStep() + (w.columns() - 1) * call.columnStep();
    atLeast("x (%d x %d)", call.x, end, w.columns(), (last + 1) * Float.BYTES);
    atLeast("y (%d x %d)", y, end, w.rows());
  }

  static void panels(PanelLayout layout, MemorySegment panels) {
    if (!panels.isNative()
        || panels.address() % Workspace.ALIGNMENT != 0
        || panels.byteSize() != layout.bytes()) {
      throw new IllegalArgumentException(
          "panels of %d x %d: %s, expected %d native bytes aligned to %d"
              .formatted(layout.rows, layout.columns, panels, layout.bytes(), Workspace.ALIGNMENT));
    }
  }

  static void packTransposed(int first, int count, int columns) {
    if (first < 0 || count < 1 || columns < 1) {
      throw new IllegalArgumentException(
          "%d rows of %d elements from row %d on, expected at least 1 of 1 from 0 on"
              .formatted(count, columns, first));
    }
  }

  static void multiply(MultiplyCall call, int lanes) {
    boolean biased = call.epilogue.biased();
    if (call.count() < 1 || call.epilogue == Epilogue.GATE || (biased && call.first > 0)) {
      throw new IllegalArgumentException(
          "%d matrices, %s, from token %d on: expected at least one, no gate, and with a bias token 0"
              .formatted(call.count(), call.epilogue, call.first));
    }
    for (int i = 0; i < call.count(); i++) {
      PanelMatrix matrix = PanelMatrix.of(call.matrix(i), lanes);
      sameColumns(call, i);
      product(matrix, call, call.result(i));
      if (biased) {
        atLeast("bias (%d x %d)", call.bias(i), 1, matrix.rows());
      }
    }
  }

  static void gated(MultiplyCall call, int lanes) {
    if (call.count() != 2 || call.epilogue != Epilogue.NONE || call.hasSteps()) {
      throw new IllegalArgumentException(
          "gated: %d matrices, %s%s: expected 2, NONE, no steps"
              .formatted(call.count(), call.epilogue, call.hasSteps() ? ", steps" : ""));
    }
    PanelMatrix gate = PanelMatrix.of(call.matrix(0), lanes);
    PanelMatrix up = PanelMatrix.of(call.matrix(1), lanes);
    sameColumns(call, 1);
    if (gate.rows() != up.rows()) {
      throw new IllegalArgumentException(
          "gated: %d rows and %d rows differ".formatted(gate.rows(), up.rows()));
    }
    product(gate, call, call.result(0));
  }

  private static void sameColumns(MultiplyCall call, int index) {
    int columns = call.matrix(index).columns();
    if (columns != call.matrix(0).columns()) {
      throw new IllegalArgumentException(
          "matrix %d has %d columns, the first has %d"
              .formatted(index, columns, call.matrix(0).columns()));
    }
  }

  static void mixRows(MemorySegment x, int[] rows, int terms, int count, int columns) {
    if (terms < 1 || rows.length < (long) terms * count) {
      throw new IllegalArgumentException(
          "%d rows for %d sums of %d terms".formatted(rows.length, count, terms));
    }
    int last = 0;
    for (int i = 0; i < terms * count; i++) {
      if (rows[i] < 0) {
        throw new IllegalArgumentException("rows[" + i + "] = " + rows[i]);
      }
      last = Math.max(last, rows[i]);
    }
    atLeast("x (%d x %d)", x, last + 1, columns);
  }

  private static void atLeast(String name, MemorySegment segment, int rows, int columns) {
    atLeast(name, segment, rows, columns, (long) rows * columns * Float.BYTES);
  }

  private static void atLeast(
      String name, MemorySegment segment, int rows, int columns, long needed) {
    if (!segment.isNative() || segment.byteSize() < needed) {
      throw new IllegalArgumentException(
          "%s has %d bytes%s, expected %d of native memory"
              .formatted(
                  name.formatted(rows, columns),
                  segment.byteSize(),
                  segment.isNative() ? "" : " of heap",
                  needed));
    }
  }

  static void attention(AttentionCall call) {
    if (call.tokens < 1 || call.firstPosition < 0 || call.window < 0) {
      throw new IllegalArgumentException(
          "tokens = %d, firstPosition = %d, window = %d: expected at least 1, 0 and 0"
              .formatted(call.tokens, call.firstPosition, call.window));
    }
    int kvHeads = call.kvHeads();
    if (kvHeads < 1 || call.heads < 1 || call.heads % kvHeads != 0) {
      throw new IllegalArgumentException(
          "heads = %d, kvHeads = %d: expected a multiple of kvHeads"
              .formatted(call.heads, kvHeads));
    }
    if (!call.keys.keys || call.values.keys) {
      throw new IllegalArgumentException("keys and values are exchanged");
    }
    if (call.values.heads != kvHeads || call.keySize() < 1 || call.valueSize() < 1) {
      throw new IllegalArgumentException(
          "keys of %d heads of %d elements, values of %d heads of %d: expected as many heads, and elements"
              .formatted(kvHeads, call.keySize(), call.values.heads, call.valueSize()));
    }
    if (call.sequences != 0) {
      sequences(call);
    }
    long queries = (long) call.tokens * call.heads * Float.BYTES;
    check("queries", call.queries, queries * call.keySize());
    check("result", call.result, queries * call.valueSize());
    int positions = end(call.firstPosition, call.tokens);
    check("keys", call.keys.data, call.keys.needed(positions));
    check("values", call.values.data, call.values.needed(positions));
  }

  static void store(MemorySegment x, int tokens, KeyValueRows rows, int firstPosition) {
    if (tokens < 0 || firstPosition < 0) {
      throw new IllegalArgumentException(
          "%d tokens from position %d on".formatted(tokens, firstPosition));
    }
    if (rows.isPlain()) {
      throw new IllegalArgumentException("a plain matrix is no cache: expected pages");
    }
    check("x", x, (long) tokens * rows.heads * rows.size * Float.BYTES);
    check("cache", rows.data, rows.needed(end(firstPosition, tokens)));
  }

  /** The token or position after the last. */
  private static int end(int first, int tokens) {
    if (first > Integer.MAX_VALUE - tokens) {
      throw new IllegalArgumentException(
          "%d tokens from %d on: more than an int counts".formatted(tokens, first));
    }
    return first + tokens;
  }

  private static void sequences(AttentionCall call) {
    boolean plain = call.keys.isPlain() && call.values.isPlain();
    if (call.sequences < 0 || !plain || call.firstPosition > 0 || call.window > 0) {
      throw new IllegalArgumentException(
          "%d sequences: expected no cache, firstPosition (%d) or window (%d)"
              .formatted(call.sequences, call.firstPosition, call.window));
    }
    boolean ascending = call.starts.length > call.sequences && call.starts[0] == 0;
    for (int s = 0; ascending && s < call.sequences; s++) {
      ascending = call.starts[s] < call.starts[s + 1];
    }
    if (!ascending || call.starts[call.sequences] != call.tokens) {
      throw new IllegalArgumentException(
          "starts of %d sequences: expected to ascend from 0 to %d tokens"
              .formatted(call.sequences, call.tokens));
    }
  }

  private static void check(String name, MemorySegment segment, long needed) {
    if (!segment.isNative() || segment.byteSize() < needed) {
      throw new IllegalArgumentException(
          "%s: %d bytes, expected at least %d of native memory"
              .formatted(name, segment.byteSize(), needed));
    }
  }
}
