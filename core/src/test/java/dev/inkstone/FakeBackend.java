package dev.inkstone;

import dev.inkstone.chat.ChatMessage;
import dev.inkstone.engine.model.DecoderModel;
import dev.inkstone.tokenizer.Tokenizer;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A backend over a {@link HistoryDecoder}, which counts what is freed. */
final class FakeBackend implements Backend {
  private final HistoryDecoder decoder;
  private final Tokenizer tokenizer;
  private final AtomicInteger interpretersOpen = new AtomicInteger();
  private volatile boolean closed;

  FakeBackend(HistoryDecoder decoder, boolean addBos) {
    this.decoder = decoder;
    this.tokenizer = new ByteTokenizer(addBos);
  }

  /** A model over {@code decoder} without begin token. */
  static LanguageModel model(HistoryDecoder decoder) {
    return new FakeBackend(decoder, false).model(HistoryDecoder.CONTEXT);
  }

  LanguageModel model(int contextLength) {
    return new LanguageModel(this, info(contextLength), Optional.empty());
  }

  /** A model whose chats are spelled by {@code format}. */
  LanguageModel chatModel(int contextLength, Function<List<ChatMessage>, String> format) {
    PromptEncoder encoder = new PromptEncoder(tokenizer);
    ChatFormat encoded = messages -> encoder.rendered(tokenizer.encode(format.apply(messages)));
    return new LanguageModel(this, info(contextLength), Optional.of(() -> encoded));
  }

  private static ModelInfo info(int contextLength) {
    return new ModelInfo(
        "history",
        "fake",
        0,
        0,
        new TreeMap<>(),
        HistoryDecoder.CONTEXT,
        contextLength,
        1,
        1,
        ByteTokenizer.VOCABULARY,
        "bytes",
        false,
        KvCacheType.F16,
        1,
        "none");
  }

  @Override
  public DecoderModel decoder() {
    return decoder;
  }

  @Override
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  @Override
  public Interpreter newInterpreter() {
    interpretersOpen.incrementAndGet();
    return new Interpreter(new StoringOps(), interpretersOpen::decrementAndGet);
  }

  @Override
  public void close() {
    closed = true;
  }

  boolean closed() {
    return closed;
  }

  int interpretersOpen() {
    return interpretersOpen.get();
  }
}
