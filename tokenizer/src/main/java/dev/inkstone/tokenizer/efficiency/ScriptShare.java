package dev.inkstone.tokenizer.efficiency;

import dev.inkstone.tokenizer.Encoding;
import java.lang.Character.UnicodeScript;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What one script costs in a text of several.
 *
 * <p>A token belongs to the script of its first character that has one. Digits, punctuation and
 * spaces have none: a token of nothing else is {@link UnicodeScript#COMMON}. Accents belong to the
 * character before them.
 *
 * @param script the script
 * @param characters characters of it in the text
 * @param tokens tokens that belong to it
 */
public record ScriptShare(UnicodeScript script, int characters, int tokens) {

  /** Tokens per character; not finite where a script has tokens but no character. */
  public double tokensPerCharacter() {
    return (double) tokens / characters;
  }

  /** The scripts of a text, most tokens first. */
  static List<ScriptShare> of(Encoding encoding) {
    UnicodeScript[] scripts = scripts(encoding.text(0));
    Map<UnicodeScript, ScriptShare> shares = new EnumMap<>(UnicodeScript.class);
    for (int i = 0; i < scripts.length; i++) {
      if (!isSecondHalf(encoding.text(0), i)) {
        shares.merge(scripts[i], new ScriptShare(scripts[i], 1, 0), ScriptShare::plus);
      }
    }
    for (int i = 0; i < encoding.size(); i++) {
      UnicodeScript script = first(scripts, encoding.start(i), encoding.end(i));
      shares.merge(script, new ScriptShare(script, 0, 1), ScriptShare::plus);
    }
    return shares.values().stream()
        .sorted(
            Comparator.comparingInt(ScriptShare::tokens)
                .reversed()
                .thenComparing(ScriptShare::script))
        .toList();
  }

  private ScriptShare plus(ScriptShare more) {
    return new ScriptShare(script, characters + more.characters, tokens + more.tokens);
  }

  /** The script of the character around each UTF-16 unit. */
  private static UnicodeScript[] scripts(String text) {
    UnicodeScript[] scripts = new UnicodeScript[text.length()];
    UnicodeScript before = UnicodeScript.COMMON;
    for (int i = 0; i < scripts.length; i++) {
      if (!isSecondHalf(text, i)) {
        UnicodeScript own = UnicodeScript.of(text.codePointAt(i));
        before = own == UnicodeScript.INHERITED ? before : own;
      }
      scripts[i] = before;
    }
    return scripts;
  }

  private static boolean isSecondHalf(String text, int at) {
    return at > 0 && Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at));
  }

  private static UnicodeScript first(UnicodeScript[] scripts, int from, int to) {
    for (int i = from; i < to; i++) {
      if (scripts[i] != UnicodeScript.COMMON) {
        return scripts[i];
      }
    }
    return UnicodeScript.COMMON;
  }
}
