package dev.inkstone;

import dev.inkstone.tokenizer.EncodeOptions;
import dev.inkstone.tokenizer.SpecialTokens;
import dev.inkstone.tokenizer.StreamingDecoder;
import dev.inkstone.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Set;

/** One token per UTF-8 byte, then a begin and an end token: characters span tokens. */
final class ByteTokenizer implements Tokenizer {
  static final int BOS = 256;
  static final int EOS = 257;
  static final int VOCABULARY = 258;
  static final String BOS_TEXT = "<s>";

  private final boolean addBos;

  ByteTokenizer(boolean addBos) {
    this.addBos = addBos;
  }

  @Override
  public int[] encode(String text, EncodeOptions options) {
    boolean spelled =
        text.startsWith(BOS_TEXT) && options.specialText().isToken(0, BOS_TEXT.length());
    byte[] bytes =
        (spelled ? text.substring(BOS_TEXT.length()) : text).getBytes(StandardCharsets.UTF_8);
    int front = (addBos && options.addSpecialTokens() ? 1 : 0) + (spelled ? 1 : 0);
    int[] ids = new int[front + bytes.length];
    Arrays.fill(ids, 0, front, BOS);
    for (int i = 0; i < bytes.length; i++) {
      ids[front + i] = bytes[i] & 0xff;
    }
    return ids;
  }

  @Override
  public String decode(int... ids) {
    StreamingDecoder decoder = streamingDecoder();
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      text.append(decoder.next(id));
    }
    return text + decoder.flush();
  }

  @Override
  public byte[] bytes(int id) {
    return id < BOS ? new byte[] {(byte) id} : new byte[0];
  }

  @Override
  public StreamingDecoder streamingDecoder() {
    return new ByteDecoder();
  }

  @Override
  public int vocabularySize() {
    return VOCABULARY;
  }

  @Override
  public String token(int id) {
    return id < BOS ? "byte " + id : id == BOS ? BOS_TEXT : "</s>";
  }

  @Override
  public OptionalInt id(String token) {
    return token.equals(BOS_TEXT) ? OptionalInt.of(BOS) : OptionalInt.empty();
  }

  @Override
  public SpecialTokens specialTokens() {
    return new SpecialTokens(
        OptionalInt.of(BOS),
        OptionalInt.of(EOS),
        OptionalInt.empty(),
        OptionalInt.empty(),
        Set.of(EOS),
        addBos,
        false);
  }

  /** Holds back a character until its last byte is there. */
  private static final class ByteDecoder implements StreamingDecoder {
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();

    @Override
    public String next(int id) {
      if (id >= BOS) {
        return "";
      }
      held.write(id);
      byte[] bytes = held.toByteArray();
      return bytes.length < length(bytes[0]) ? "" : flush();
    }

    @Override
    public String flush() {
      String text = held.toString(StandardCharsets.UTF_8);
      held.reset();
      return text;
    }

    private static int length(byte first) {
      int leadingOnes = Integer.numberOfLeadingZeros(~(first << 24));
      return Math.max(1, leadingOnes);
    }
  }
}
