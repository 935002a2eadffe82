package dev.inkstone.finetune.autograd;

import dev.inkstone.engine.quant.BlockFormat;
import dev.inkstone.engine.quant.BlockFormats;
import dev.inkstone.engine.tensor.DType;
import dev.inkstone.engine.tensor.EagerOps;
import dev.inkstone.engine.tensor.Shape;
import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.engine.tensor.Weight;
import dev.inkstone.engine.tensor.WeightMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;

/** Seeded random weights and tensors, in memory that closes with them. */
final class RandomWeights implements AutoCloseable {
  private final WeightMemory memory = WeightMemory.open(1);
  private final Random random;

  RandomWeights(long seed) {
    random = new Random(seed);
  }

  WeightMemory memory() {
    return memory;
  }

  /** An interpreter whose results live until its reset. */
  EagerOps eager() {
    return EagerOps.keeping(memory);
  }

  /** An interpreter as inference uses it. */
  EagerOps recycling() {
    return EagerOps.recycling(memory);
  }

  Tape tape() {
    return new Tape(eager());
  }

  /** A matrix {@code (rows, columns)} of uniform weights whose products keep the input's size. */
  Weight matrix(String name, int rows, int columns) {
    return weight(name, "F32", rows, columns, 0, Math.sqrt(3.0 / columns));
  }

  /** The same, stored in {@code format}. */
  Weight matrix(String name, String format, int rows, int columns) {
    return weight(name, format, rows, columns, 0, Math.sqrt(3.0 / columns));
  }

  /** A vector of {@code 1 + -0.3} for norms. */
  Weight gain(String name, int columns) {
    return weight(name, "F32", 1, columns, 1, 0.3);
  }

  /** A vector of {@code 0 + -0.5} for biases. */
  Weight bias(String name, int columns) {
    return weight(name, "F32", 1, columns, 0, 0.5);
  }

  /** A tensor of uniform numbers in {@code -1.5 .. 1.5}. */
  Tensor tensor(int rows, int columns) {
    MemorySegment data = memory.arena().allocate((long) rows * columns * Float.BYTES, 64);
    MemorySegment.copy(
        floats(rows * columns, 0, 1.5), 0, data, ValueLayout.JAVA_FLOAT, 0, rows * columns);
    return Tensor.of(DType.F32, rows, columns, data);
  }

  /** Token ids below {@code vocabulary}. */
  int[] ids(int count, int vocabulary) {
    return random.ints(count, 0, vocabulary).toArray();
  }

  @Override
  public void close() {
    memory.close();
  }

  private Weight weight(
      String name, String format, int rows, int columns, double middle, double spread) {
    BlockFormat block = BlockFormats.byName(format);
    MemorySegment data = memory.arena().allocate(rows * block.bytesFor(columns), 64);
    for (int r = 0; r < rows; r++) {
      block.encode(floats(columns, middle, spread), 0, columns, data, r * block.bytesFor(columns));
    }
    return new Weight(name, Shape.of(rows, columns), block, data, memory);
  }

  private float[] floats(int count, double middle, double spread) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (middle + spread * (2 * random.nextDouble() - 1));
    }
    return values;
  }
}
