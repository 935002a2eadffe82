package dev.inkstone.tokenizer;

import dev.inkstone.error.ModelFormatException;
import dev.inkstone.tokenizer.numbers.IntList;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * SentencePiece's precompiled character map: a trie over UTF-8 whose values point at replacements.
 *
 * <p>The stored form, little-endian on every machine: the length in bytes of the trie, as an
 * unsigned 32-bit number; the trie, 32-bit units of a double array as Darts-clone writes them; then
 * the replacements, each ended by a zero byte. Immutable but for what it remembers; safe for
 * concurrent use.
 */
final class Charsmap {
  private final int[] units;
  private final byte[] replacements;

  /** What {@link #reachesOver} found out: it takes long. */
  private final Map<Character, Boolean> reachesOver = new ConcurrentHashMap<>();

  private Charsmap(int[] units, byte[] replacements) {
    this.units = units;
    this.replacements = replacements;
  }

  /**
   * Reads the stored form; an empty one maps nothing.
   *
   * @throws ModelFormatException if it contradicts itself
   */
  static Charsmap parse(byte[] stored, String source) {
    if (stored.length == 0) {
      return new Charsmap(new int[0], new byte[0]);
    }
    ByteBuffer in = ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN);
    long trieBytes = stored.length < Integer.BYTES ? -1 : Integer.toUnsignedLong(in.getInt());
    if (trieBytes <= 0 || trieBytes % Integer.BYTES != 0 || trieBytes > in.remaining()) {
      throw new ModelFormatException(
          "%s: the precompiled charsmap has %d bytes, and its trie is said to have %d"
              .formatted(source, stored.length, trieBytes));
    }
    int[] units = new int[(int) trieBytes / Integer.BYTES];
    for (int i = 0; i < units.length; i++) {
      units[i] = in.getInt();
    }
    byte[] replacements = new byte[in.remaining()];
    in.get(replacements);
    return new Charsmap(units, replacements);
  }

  /** Whether it maps nothing. */
  boolean isEmpty() {
    return units.length == 0;
  }

  /**
   * The longest key that {@code text} has at {@code from}, as {@code end << 32 | value}, or -1.
   *
   * @param to where to stop
   */
  long longest(String text, int from, int to) {
    return search(text, from, to, false);
  }

  /** The shortest such key. */
  long shortest(String text, int from, int to) {
    return search(text, from, to, true);
  }

  /** Whether some key has {@code character} behind its first one. */
  boolean reachesOver(char character) {
    return reachesOver.computeIfAbsent(character, this::searchesOver);
  }

  /** Looks at the whole trie. */
  private boolean searchesOver(char character) {
    IntList open = new IntList();
    // A broken trie may lead in circles.
    BitSet seen = new BitSet(units.length);
    if (!isEmpty()) {
      addChildren(offset(units[0]), open, seen);
    }
    while (open.size() > 0) {
      int base = childBase(open.last());
      open.truncate(open.size() - 1);
      if (step(base, character) >= 0) {
        return true;
      }
      addChildren(base, open, seen);
    }
    return false;
  }

  /** Adds the nodes with a label; the node without one holds a value. */
  private void addChildren(int base, IntList nodes, BitSet seen) {
    for (int label = 1; label <= 0xFF; label++) {
      int node = child(base, label);
      if (node >= 0 && !seen.get(node)) {
        seen.set(node);
        nodes.add(node);
      }
    }
  }

  /** Where the key of a match ends. */
  static int end(long match) {
    return (int) (match >>> 32);
  }

  /** What to put in the place of a match. */
  String replacement(long match) {
    int start = Math.min((int) match, replacements.length);
    int end = start;
    while (end < replacements.length && replacements[end] != 0) {
      end++;
    }
    return new String(replacements, start, end - start, StandardCharsets.UTF_8);
  }

  private long search(String text, int from, int to, boolean first) {
    if (units.length == 0) {
      return -1;
    }
    long match = -1;
    int node = offset(units[0]);
    int at = from;
    while (at < to) {
      int codePoint = text.codePointAt(at);
      at += Character.charCount(codePoint);
      node = step(node, Utf8.valid(codePoint));
      if (node < 0) {
        break;
      }
      // A node with a value has it where its offset points.
      if (hasValue(node)) {
        match = (long) at << 32 | value(node);
        if (first) {
          break;
        }
      }
      node = childBase(node);
    }
    return match;
  }

  /** Walks the bytes of a character; the unit of its last byte, or -1. */
  private int step(int base, int codePoint) {
    if (codePoint < 0x80) {
      return codePoint == 0 ? -1 : child(base, codePoint);
    }
    if (codePoint < 0x800) {
      return step(child(base, 0xC0 | codePoint >> 6), codePoint, 0);
    }
    if (codePoint < 0x10000) {
      return step(child(base, 0xE0 | codePoint >> 12), codePoint, 6);
    }
    return step(child(base, 0xF0 | codePoint >> 18), codePoint, 12);
  }

  private int step(int lead, int codePoint, int shift) {
    int node = lead;
    for (int left = shift; left >= 0 && node >= 0; left -= 6) {
      node = child(childBase(node), 0x80 | (codePoint >> left & 0x3F));
    }
    return node;
  }

  private int child(int base, int label) {
    int node = base ^ label;
    boolean there = node >= 0 && node < units.length && (units[node] & (1 << 31 | 0xFF)) == label;
    return there ? node : -1;
  }

  private int childBase(int node) {
    return node ^ offset(units[node]);
  }

  private boolean hasValue(int node) {
    int leaf = childBase(node);
    return (units[node] >>> 8 & 1) != 0 && leaf >= 0 && leaf < units.length;
  }

  private int value(int node) {
    return units[childBase(node)] & Integer.MAX_VALUE;
  }

  private static int offset(int unit) {
    return unit >>> 10 << ((unit & 1 << 9) >>> 6);
  }
}
