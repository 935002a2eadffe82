package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Attention of one query: bound by reading keys and values. Work is cut by key head and by page,
 * whose results are put together at the end, so that few heads and many threads go together; all
 * query heads of a key head share what is read.
 */
final class VectorDecodeAttention implements Workers.Job {
  private static final int PAGE = KeyValueRows.PAGE;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private final Workspace space;
  private final DecodeCall[] calls;
  private final Workers.Job merging = this::merge;
  private AttentionCall call = new AttentionCall();
  private MemorySegment partial = MemorySegment.NULL;
  private int group;
  private int firstKey;
  private int firstPage;
  private int pages;
  private long partialBytes;
  private float[] queries = {};
  private final float[][] rows;

  VectorDecodeAttention(Workspace space) {
    this.space = space;
    calls = new DecodeCall[space.workers().threads()];
    Arrays.setAll(calls, i -> new DecodeCall());
    rows = new float[calls.length][0];
  }

  void attend(AttentionCall call) {
    this.call = call;
    group = call.heads / call.kvHeads();
    int position = call.firstPosition;
    firstKey = call.window > 0 ? Math.max(0, position - call.window + 1) : 0;
    firstPage = firstKey / PAGE;
    pages = position / PAGE - firstPage + 1;
    // A partial result: the weighted sum of values, then maximum and sum of weights.
    partialBytes = PanelLayout.aligned((call.valueSize() + 2L) * Float.BYTES);
    partial = space.shared(partialBytes * pages * call.heads);
    copyQueries();
    if (rows[0].length < call.valueSize()) {
      Arrays.setAll(rows, i -> new float[call.valueSize()]);
    }
    space.workers().run(call.kvHeads() * pages, this);
    if (pages > 16) {
      space.workers().run(call.heads, merging);
    } else {
      for (int head = 0; head < call.heads; head++) {
        merge(head, 0);
      }
    }
  }

  private void copyQueries() {
    int count = call.heads * call.keySize();
    if (queries.length < count) {
      queries = new float[count];
    }
    for (int i = 0; i < count; i++) {
      queries[i] = call.queries.get(FLOAT, i * 4L) * call.scale;
    }
    for (int from = 0; from < count; from += call.keySize()) {
      call.keys.rotate(queries, from);
    }
  }

  @Override
  public void run(int chunk, int worker) {
    int kvHead = chunk % call.kvHeads();
    int page = chunk / call.kvHeads();
    DecodeCall part = calls[worker];
    part.keys = call.keys;
    part.values = call.values;
    part.kvHead = kvHead;
    part.heads = group;
    part.page = (firstPage + page) * PAGE;
    part.first = Math.max(firstKey, part.page);
    part.end = Math.min(call.firstPosition + 1, part.page + PAGE);
    part.queries = queries;
    part.firstQuery = kvHead * group * call.keySize();
    part.results = partial;
    part.firstResult = ((long) kvHead * group * pages + page) * partialBytes;
    part.resultBytes = pages * partialBytes;
    part.attend();
  }

  private void merge(int head, int worker) {
    long first = (long) head * pages * partialBytes;
    float max = Float.NEGATIVE_INFINITY;
    long statistics = call.valueSize() * 4L;
    for (int page = 0; page < pages; page++) {
      max = Math.max(max, partial.get(FLOAT, first + page * partialBytes + statistics));
    }
    float total = 0;
    for (int page = 0; page < pages; page++) {
      long at = first + page * partialBytes + statistics;
      float weight = VectorMath.exp(partial.get(FLOAT, at) - max);
      partial.set(FLOAT, at, weight);
      total += weight * partial.get(FLOAT, at + 4);
    }
    long target = (long) head * call.valueSize() * Float.BYTES;
    for (int page = 0; page < pages; page++) {
      long at = first + page * partialBytes;
      float factor = partial.get(FLOAT, at + statistics) / total;
      if (page == 0) {
        Elementwise.scale(partial, at, factor, call.valueSize(), call.result, target);
      } else {
        DecodeCall.addScaled(partial, at, factor, call.valueSize(), call.result, target);
      }
    }
    if (call.values.format.rotates()) {
      rotateBack(target, rows[worker]);
    }
  }

  private void rotateBack(long target, float[] row) {
    MemorySegment.copy(call.result, FLOAT, target, row, 0, call.valueSize());
    call.values.rotate(row);
    MemorySegment.copy(row, 0, call.result, FLOAT, target, call.valueSize());
  }
}
