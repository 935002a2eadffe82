package dev.inkstone.bench;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * LangChain4j's in-process all-MiniLM-L6-v2 (ONNX Runtime, native). Called by reflection, since its
 * 200 MB of libraries are only there in the profile {@code embedding-peer}.
 */
final class LangChain4jPeer {
  private static final String MODEL =
      "dev.langchain4j.model.embedding.onnx.allminilml6v2.AllMiniLmL6V2EmbeddingModel";
  private static final String TOKENIZER = "/all-minilm-l6-v2-tokenizer.json";

  private final Object model;
  private final Method segmentOf;
  private final Method embedAll;

  private LangChain4jPeer(Object model, Method segmentOf, Method embedAll) {
    this.model = model;
    this.segmentOf = segmentOf;
    this.embedAll = embedAll;
  }

  /**
   * Loads the model.
   *
   * @param executor runs one text a task
   */
  static LangChain4jPeer load(Executor executor) throws ReflectiveOperationException {
    Class<?> segment = Class.forName("dev.langchain4j.data.segment.TextSegment");
    Class<?> type = Class.forName(MODEL);
    return new LangChain4jPeer(
        type.getConstructor(Executor.class).newInstance(executor),
        segment.getMethod("from", String.class),
        type.getMethod("embedAll", List.class));
  }

  /** Writes the tokenizer.json the model comes with. */
  static void writeTokenizer(Path target) throws IOException {
    try (InputStream in = LangChain4jPeer.class.getResourceAsStream(TOKENIZER)) {
      if (in == null) {
        throw new FileNotFoundException(
            TOKENIZER + " is not on the class path: build bench with -Pembedding-peer");
      }
      Files.copy(in, target);
    }
  }

  /** The embeddings of {@code texts}. */
  List<float[]> embedAll(List<String> texts) {
    try {
      List<Object> segments = new ArrayList<>();
      for (String text : texts) {
        segments.add(segmentOf.invoke(null, text));
      }
      Object response = embedAll.invoke(model, segments);
      List<?> embeddings = (List<?>) response.getClass().getMethod("content").invoke(response);
      List<float[]> vectors = new ArrayList<>();
      for (Object embedding : embeddings) {
        vectors.add((float[]) embedding.getClass().getMethod("vector").invoke(embedding));
      }
      return vectors;
    } catch (InvocationTargetException | IllegalAccessException | NoSuchMethodException failure) {
      throw new IllegalStateException("LangChain4j failed", failure);
    }
  }
}
