package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** What {@link TransposedPacking} does with vectors. */
final class VectorTransposing {
  private VectorTransposing() {}

  /** See {@link TransposedPacking.Copy}. */
  static void copy(float[] rows, int count, PanelMatrix target, int column) {
    PanelLayout layout = target.layout();
    MemorySegment panels = target.data();
    int stride = layout.panels * Lanes.COUNT;
    long panel = (long) column * Lanes.BYTES;
    for (int i = 0; i < stride; i += Lanes.COUNT) {
      int end = i + count * stride;
      long to = panel;
      for (int at = i; at < end; at += stride) {
        FloatVector.fromArray(Lanes.F, rows, at).intoMemorySegment(panels, to, Lanes.ORDER);
        to += Lanes.BYTES;
      }
      panel += layout.panelBytes;
    }
  }
}
