package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Attention of one query: bound by reading keys and values. Work is cut by key head and by segments
 * of 256 positions, whose results are put together at the end, so that few heads and many threads
 * go together; all query heads of a key head share its loads, four at a time.
 */
final class VectorDecodeAttention implements Workers.Job {
  private static final int SEGMENT = DecodeCall.KEYS;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private final Workspace space;
  private final DecodeCall[] calls;
  private final Workers.Job merging = this::merge;
  private AttentionCall call = new AttentionCall();
  private MemorySegment partial = MemorySegment.NULL;
  private int group;
  private int firstKey;
  private int firstSegment;
  private int segments;
  private long partialBytes;
  private long queryBytes;
  private long queries;

  VectorDecodeAttention(Workspace space) {
    this.space = space;
    calls = new DecodeCall[space.workers().threads()];
    Arrays.setAll(calls, i -> new DecodeCall());
  }

  void attend(AttentionCall call) {
    this.call = call;
    group = call.heads / call.kvHeads;
    int position = call.firstPosition;
    firstKey = call.window > 0 ? Math.max(0, position - call.window + 1) : 0;
    firstSegment = firstKey / SEGMENT;
    segments = position / SEGMENT - firstSegment + 1;
    // A partial result: the weighted sum of values, then maximum and sum of weights.
    partialBytes = PanelLayout.aligned((call.valueSize + 2L) * Float.BYTES);
    partial = space.shared(partialBytes * segments * call.heads);
    // Padded by a whole vector: a load of the last elements may reach past them.
    queryBytes = PanelLayout.aligned((call.keySize + Lanes.COUNT) * 4L);
    queries = 4L * SEGMENT * Float.BYTES;
    space.prepareTiles(queries + 4 * queryBytes);
    space.workers().run(call.kvHeads * segments, this);
    if (segments > 16) {
      space.workers().run(call.heads, merging);
    } else {
      for (int head = 0; head < call.heads; head++) {
        merge(head, 0);
      }
    }
  }

  @Override
  public void run(int chunk, int worker) {
    int kvHead = chunk % call.kvHeads;
    int segment = chunk / call.kvHeads;
    DecodeCall part = calls[worker];
    int from = Math.max(firstKey, (firstSegment + segment) * SEGMENT);
    part.keyCount = Math.min(call.firstPosition + 1, (firstSegment + segment + 1) * SEGMENT) - from;
    long bytes = call.half ? Short.BYTES : Float.BYTES;
    long row = (long) from * call.kvHeads + kvHead;
    part.half = call.half;
    part.keys = call.keys;
    part.keysOffset = row * call.keySize * bytes;
    part.keyStride = call.kvHeads * call.keySize * bytes;
    part.keySize = call.keySize;
    part.values = call.values;
    part.valuesOffset = row * call.valueSize * bytes;
    part.valueStride = call.kvHeads * call.valueSize * bytes;
    part.valueSize = call.valueSize;
    part.scratch = space.tile(worker);
    part.queries = queries;
    part.queryStride = queryBytes;
    part.result = partial;
    part.resultStride = partialBytes * segments;
    for (int i = 0; i < group; i += 4) {
      int head = kvHead * group + i;
      part.heads = Math.min(4, group - i);
      copyQueries(part, head);
      part.resultOffset = ((long) head * segments + segment) * partialBytes;
      part.attend();
    }
  }

  private void copyQueries(DecodeCall part, int head) {
    for (int h = 0; h < 4; h++) {
      long source = (long) (head + Math.min(h, part.heads - 1)) * call.keySize * Float.BYTES;
      long target = queries + h * queryBytes;
      for (int d = 0; d < call.keySize; d++) {
        float value = call.queries.get(FLOAT, source + d * 4L) * call.scale;
        part.scratch.set(FLOAT, target + d * 4L, value);
      }
    }
  }

  private void merge(int head, int worker) {
    long first = (long) head * segments * partialBytes;
    long statistics = call.valueSize * 4L;
    float max = Float.NEGATIVE_INFINITY;
    for (int s = 0; s < segments; s++) {
      max = Math.max(max, partial.get(FLOAT, first + s * partialBytes + statistics));
    }
    float total = 0;
    for (int s = 0; s < segments; s++) {
      long at = first + s * partialBytes + statistics;
      float weight = (float) Math.exp(partial.get(FLOAT, at) - max);
      partial.set(FLOAT, at, weight);
      total += weight * partial.get(FLOAT, at + 4);
    }
    long target = (long) head * call.valueSize * Float.BYTES;
    for (int s = 0; s < segments; s++) {
      long at = first + s * partialBytes;
      float factor = partial.get(FLOAT, at + statistics) / total;
      if (s == 0) {
        Elementwise.scale(partial, at, factor, call.valueSize, call.result, target);
      } else {
        DecodeCall.addScaled(partial, at, factor, call.valueSize, call.result, target);
      }
    }
  }
}
