package dev.inkstone.tokenizer;

/** Finds the matches of a pattern in a text. Implementations are immutable. */
@FunctionalInterface
interface PatternFinder {
  /** All matches in {@code text}, which has no lone surrogates, and the gaps between them. */
  Matches find(String text);

  /** Every single member of a set. */
  static PatternFinder characters(CodePointSet set) {
    return text -> {
      Matches matches = new Matches();
      int at = 0;
      while (at < text.length()) {
        int codePoint = text.codePointAt(at);
        int next = at + Character.charCount(codePoint);
        if (set.contains(codePoint)) {
          matches.add(at, next);
        }
        at = next;
      }
      matches.finish(text.length());
      return matches;
    };
  }

  /** Every occurrence of a text that is not empty. */
  static PatternFinder text(String wanted) {
    return text -> {
      Matches matches = new Matches();
      int at = text.indexOf(wanted);
      while (at >= 0) {
        matches.add(at, at + wanted.length());
        at = text.indexOf(wanted, at + wanted.length());
      }
      matches.finish(text.length());
      return matches;
    };
  }
}
