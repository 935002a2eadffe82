package dev.inkstone.finetune.autograd;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.inkstone.engine.tensor.Rotation;
import dev.inkstone.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * {@code y = R x} for the pairs of every head (Su et al. 2021, arXiv:2104.09864): {@code y0 = c x0
 * - s x1}, {@code y1 = s x0 + c x1}. Backward is the transposed matrix, the rotation back (times
 * the magnitude, which {@code c} and {@code s} contain): {@code dx0 += c dy0 + s dy1}, {@code dx1
 * += c dy1 - s dy0}; elements that do not turn pass through.
 */
record RotateRule(Tensor x, Rotation rotation, int firstPosition, Tensor y)
    implements BackwardRule {

  @Override
  public boolean needed(Gradients gradients) {
    return gradients.wanted(x);
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Tensor dx = gradients.of(x);
    float[] row = new float[dy.columns()];
    MemorySegment table = rotation.table(firstPosition + x.rows());
    float[] angles = new float[rotation.rotated()];
    for (int t = 0; t < x.rows(); t++) {
      long offset = (long) (firstPosition + t) * angles.length * Float.BYTES;
      MemorySegment.copy(table, JAVA_FLOAT, offset, angles, 0, angles.length);
      Floats.read(dy, t, row);
      for (int head = 0; head < row.length; head += rotation.headSize()) {
        rotateBack(row, head, angles);
      }
      Floats.add(dx, t, 1, row);
    }
  }

  private void rotateBack(float[] row, int head, float[] angles) {
    int pairs = angles.length / 2;
    for (int pair = 0; pair < pairs; pair++) {
      int first = head + (rotation.interleaved() ? 2 * pair : pair);
      int second = first + (rotation.interleaved() ? 1 : pairs);
      float c = angles[pair];
      float s = angles[pairs + pair];
      float dy0 = row[first];
      float dy1 = row[second];
      row[first] = c * dy0 + s * dy1;
      row[second] = c * dy1 - s * dy0;
    }
  }
}
