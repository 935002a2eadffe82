package dev.inkstone.tokenizer;

import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.List;

/**
 * BERT's normalizer: four steps, each of which can be off.
 *
 * @param cleanText leave out control characters, make every white space a space
 * @param spaceIdeographs put spaces around CJK ideographs
 * @param stripAccents leave out nonspacing marks, after taking characters apart
 * @param lowercase lower case
 */
record BertNormalizer(
    boolean cleanText, boolean spaceIdeographs, boolean stripAccents, boolean lowercase) {

  /** The steps, in BERT's order. */
  Normalizer normalizer() {
    List<Normalizer> steps = new ArrayList<>();
    if (cleanText) {
      steps.add(CharacterRules.CLEAN_TEXT);
    }
    if (spaceIdeographs) {
      steps.add(SpacedIdeographs.INSTANCE);
    }
    if (stripAccents) {
      steps.add(new UnicodeForm(Form.NFD));
      steps.add(CharacterRules.WITHOUT_NONSPACING_MARKS);
    }
    if (lowercase) {
      steps.add(Lowercase.INSTANCE);
    }
    return Normalizer.sequence(steps);
  }
}
