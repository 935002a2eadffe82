package dev.inkstone.tokenizer.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Cuts UTF-8 into lines, line ends included. Lines of more than about a million characters are cut,
 * so that none has to fit the memory. A byte order mark at the start is no text. Not thread-safe.
 */
final class Utf8Lines {
  private static final int LONGEST_LINE = 1 << 20;
  private static final int BUFFER = 1 << 16;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
  private final CharBuffer characters = CharBuffer.allocate(BUFFER);
  private final StringBuilder line = new StringBuilder();
  private final Consumer<String> action;
  private long decoded;
  private long lineNumber = 1;

  private Utf8Lines(Consumer<String> action) {
    this.action = action;
  }

  /**
   * Hands on the lines of {@code in}, which is read to its end.
   *
   * @param progress is told the number of bytes so far
   * @return the number of bytes
   * @throws IOException if it cannot be read or is not UTF-8; the message names the place
   */
  static long read(ReadableByteChannel in, LongConsumer progress, Consumer<String> action)
      throws IOException {
    Utf8Lines lines = new Utf8Lines(action);
    ByteBuffer bytes = lines.bytes;
    int read = 0;
    while (read >= 0) {
      read = in.read(bytes);
      progress.accept(lines.decoded + bytes.position());
      lines.decode(read < 0);
    }
    lines.finish();
    return lines.decoded;
  }

  private void decode(boolean last) throws IOException {
    bytes.flip();
    // A character never has fewer bytes than chars, so there is room for all.
    boolean first = decoded == 0;
    boolean broken = decoder.decode(bytes, characters, last).isError();
    decoded += bytes.position();
    bytes.compact();
    accept(first);
    if (broken) {
      throw new NotUtf8(decoded, lineNumber);
    }
  }

  private void accept(boolean first) {
    boolean marked = first && characters.position() > 0 && characters.get(0) == BYTE_ORDER_MARK;
    for (int i = marked ? 1 : 0; i < characters.position(); i++) {
      char character = characters.get(i);
      line.append(character);
      boolean full = line.length() >= LONGEST_LINE && !Character.isHighSurrogate(character);
      lineNumber += character == '\n' ? 1 : 0;
      if (character == '\n' || full) {
        finish();
      }
    }
    characters.clear();
  }

  private void finish() {
    if (!line.isEmpty()) {
      action.accept(line.toString());
      line.setLength(0);
    }
  }

  /** Text is in another encoding, or no text. */
  private static final class NotUtf8 extends CharacterCodingException {
    private static final long serialVersionUID = 1;

    private final long place;
    private final long line;

    NotUtf8(long place, long line) {
      this.place = place;
      this.line = line;
    }

    @Override
    public String getMessage() {
      return "byte %d, on line %d, is not UTF-8: convert the text, or leave out what is no text"
          .formatted(place, line);
    }
  }
}
