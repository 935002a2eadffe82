package dev.inkstone.tokenizer;

import dev.inkstone.error.ModelFormatException;
import dev.inkstone.tokenizer.numbers.IntList;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A tiktoken rank file: one token a line, its bytes in Base64, a space, its rank, which is its id.
 *
 * <p>Lines may end in CR LF, ranks may have holes, and a token may be empty (Whisper's last line is
 * {@code = 50256}): an empty token is a hole.
 *
 * @param source the file, for messages
 * @param tokens the bytes of each rank; none where there is no token
 */
@SuppressWarnings("ArrayRecordComponent") // Never handed out.
record RankFile(String source, byte[][] tokens) {
  private static final int LONGEST_LINE = 4096;

  /**
   * Reads a file.
   *
   * @throws ModelFormatException if it cannot be read or a line is not a token and its rank
   */
  static RankFile read(Path file) {
    return parse(LimitedFile.read(file), file.toString());
  }

  /** Reads the content of a file. */
  static RankFile parse(byte[] content, String source) {
    Lines lines = new Lines(content, source);
    List<byte[]> tokens = new ArrayList<>();
    IntList ranks = new IntList();
    int greatest = -1;
    while (lines.next()) {
      tokens.add(lines.token());
      int rank = lines.rank();
      ranks.add(rank);
      greatest = Math.max(greatest, rank);
    }
    if (tokens.isEmpty() || greatest > 4L * tokens.size() + 1024) {
      throw new ModelFormatException(
          "%s: the greatest rank is %d, in a file of %d tokens"
              .formatted(source, greatest, tokens.size()));
    }
    byte[][] byRank = new byte[greatest + 1][];
    Arrays.fill(byRank, new byte[0]);
    for (int i = 0; i < tokens.size(); i++) {
      if (byRank[ranks.get(i)].length > 0) {
        throw new ModelFormatException(
            "%s: the rank %d occurs twice".formatted(source, ranks.get(i)));
      }
      byRank[ranks.get(i)] = tokens.get(i);
    }
    return new RankFile(source, byRank);
  }

  /** Whether a text starts like a rank file. */
  static boolean looksLike(byte[] head) {
    int end = 0;
    while (end < head.length && head[end] != '\n') {
      end++;
    }
    String line = new String(head, 0, end, StandardCharsets.ISO_8859_1).stripTrailing();
    return line.matches("[A-Za-z0-9+/]+=* [0-9]{1,9}");
  }

  /**
   * A number that tells published rank files apart: the CRC-32 of all tokens in order of rank, each
   * with its length before it. It does not depend on how lines end or are ordered.
   */
  long fingerprint() {
    CRC32 crc = new CRC32();
    for (byte[] token : tokens) {
      crc.update(token.length);
      crc.update(token);
    }
    return crc.getValue();
  }

  /** Walks over the lines that are not empty. */
  private static final class Lines {
    private final byte[] content;
    private final String source;
    private int number;
    private int from;
    private int to;
    private int space;
    private int following;

    Lines(byte[] content, String source) {
      this.content = content;
      this.source = source;
      boolean mark =
          content.length >= 3
              && content[0] == (byte) 0xEF
              && content[1] == (byte) 0xBB
              && content[2] == (byte) 0xBF;
      this.following = mark ? 3 : 0;
    }

    boolean next() {
      do {
        if (following >= content.length) {
          return false;
        }
        from = following;
        to = from;
        while (to < content.length && content[to] != '\n') {
          to++;
        }
        following = to + 1;
        number++;
        if (to > from && content[to - 1] == '\r') {
          to--;
        }
      } while (from == to);
      space = to - 1;
      while (space >= from && content[space] != ' ') {
        space--;
      }
      if (space < from || to - from > LONGEST_LINE) {
        throw broken(null);
      }
      return true;
    }

    byte[] token() {
      if (space == from || (space == from + 1 && content[from] == '=')) {
        return new byte[0];
      }
      try {
        return Base64.getDecoder().decode(Arrays.copyOfRange(content, from, space));
      } catch (IllegalArgumentException notBase64) {
        throw broken(notBase64);
      }
    }

    int rank() {
      long rank = to - space > 11 || space + 1 == to ? -1 : 0;
      for (int i = space + 1; i < to && rank >= 0; i++) {
        int digit = content[i] - '0';
        rank = digit < 0 || digit > 9 ? -1 : 10 * rank + digit;
      }
      if (rank < 0 || rank > Integer.MAX_VALUE) {
        throw broken(null);
      }
      return (int) rank;
    }

    private ModelFormatException broken(@Nullable Throwable cause) {
      String line = new String(content, from, Math.min(to - from, 80), StandardCharsets.ISO_8859_1);
      return new ModelFormatException(
          "%s, line %d: '%s', expected a token in Base64, a space and its rank"
              .formatted(source, number, line),
          cause);
    }
  }
}
