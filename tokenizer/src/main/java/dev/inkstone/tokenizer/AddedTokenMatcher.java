package dev.inkstone.tokenizer;

import dev.inkstone.tokenizer.numbers.IntList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds added tokens in text: the leftmost, of several at one place the longest that counts.
 *
 * <p>A trie over UTF-16 units whose edges lie in one hash table; a bit map of first characters
 * skips the places where nothing can start. Immutable. The time for a text is its length times the
 * length of the longest spelling at worst.
 */
final class AddedTokenMatcher {
  private static final int ROOT = 0;

  private final List<AddedToken> tokens;
  private final PairTable edges;

  /** Whether plain text has none of them. */
  private final boolean onlyMarkup;

  private final long[] firstCharacters = new long[(Character.MAX_VALUE + 1) / Long.SIZE];

  /** For each node the index of the token that ends there, or -1. */
  private final IntList endings = new IntList();

  AddedTokenMatcher(List<AddedToken> tokens) {
    this.tokens = List.copyOf(tokens);
    this.onlyMarkup = this.tokens.stream().allMatch(AddedToken::markup);
    int characters = 0;
    for (AddedToken token : tokens) {
      characters = Math.addExact(characters, token.spelling().length());
    }
    this.edges = new PairTable(characters);
    endings.add(-1);
    for (int i = 0; i < tokens.size(); i++) {
      insert(tokens.get(i).spelling(), i);
    }
  }

  /**
   * The next occurrence at or after {@code from}, or null.
   *
   * @param special decides which spellings of markup count
   */
  @Nullable Occurrence find(String text, int from, EncodeOptions.SpecialText special) {
    if (tokens.isEmpty() || (onlyMarkup && special.equals(EncodeOptions.SpecialText.NONE))) {
      return null;
    }
    for (int at = from; at < text.length(); at++) {
      char first = text.charAt(at);
      if ((firstCharacters[first >> 6] & 1L << first) != 0) {
        AddedToken token = longestAt(text, at, special);
        if (token != null) {
          return occurrence(text, from, at, token);
        }
      }
    }
    return null;
  }

  /**
   * Whether those in plain text are never found on both sides of the place before a {@code
   * separator} between letters or digits.
   */
  boolean keepsApart(char separator) {
    return tokens.stream().allMatch(token -> token.markup() || token.keepsApart(separator));
  }

  /** Whether one of those in plain text ends in a letter, mark or number. */
  boolean endInWords() {
    return tokens.stream().anyMatch(token -> !token.markup() && token.endsInWord());
  }

  private @Nullable AddedToken longestAt(
      String text, int start, EncodeOptions.SpecialText special) {
    AddedToken longest = null;
    int node = ROOT;
    for (int at = start; at < text.length(); at++) {
      long edge = edges.find(node, text.charAt(at));
      if (edge == PairTable.NONE) {
        break;
      }
      node = PairTable.merged(edge);
      if (endings.get(node) >= 0) {
        AddedToken token = tokens.get(endings.get(node));
        if (counts(token, text, start, at + 1, special)) {
          longest = token;
        }
      }
    }
    return longest;
  }

  private static boolean counts(
      AddedToken token, String text, int start, int end, EncodeOptions.SpecialText special) {
    if (token.wholeWord() && touchesWord(text, start, end)) {
      return false;
    }
    return !token.markup() || special.isToken(start, end);
  }

  private static boolean touchesWord(String text, int start, int end) {
    boolean before = start > 0 && isWordCharacter(text.codePointBefore(start));
    boolean after = end < text.length() && isWordCharacter(text.codePointAt(end));
    return before || after;
  }

  private static Occurrence occurrence(String text, int from, int at, AddedToken token) {
    int start = at;
    int left = token.leftSpaces();
    while (left > 0 && start > from && isSpace(text.charAt(start - 1))) {
      start--;
      left--;
    }
    int end = at + token.spelling().length();
    while (token.stripRight() && end < text.length() && isSpace(text.charAt(end))) {
      end++;
    }
    return new Occurrence(token.id(), start, end);
  }

  private static boolean isSpace(char c) {
    return (CharClass.of(c) & CharClass.SPACE) != 0;
  }

  private static boolean isWordCharacter(int codePoint) {
    return (CharClass.of(codePoint) & CharClass.WORD) != 0 || codePoint == '_';
  }

  private void insert(String spelling, int token) {
    char first = spelling.charAt(0);
    firstCharacters[first >> 6] |= 1L << first;
    int node = ROOT;
    for (int i = 0; i < spelling.length(); i++) {
      long edge = edges.find(node, spelling.charAt(i));
      if (edge == PairTable.NONE) {
        int child = endings.size();
        endings.add(-1);
        edges.add(node, spelling.charAt(i), 0, child);
        node = child;
      } else {
        node = PairTable.merged(edge);
      }
    }
    endings.set(node, token);
  }

  /**
   * An added token in a text.
   *
   * @param id its id
   * @param start where it starts, white space that belongs to it included
   * @param end where it ends
   */
  record Occurrence(int id, int start, int end) {}
}
