package dev.inkstone.tokenizer;

import dev.inkstone.error.ModelFormatException;

/**
 * Takes every word as one token, or as the unknown one. Immutable.
 *
 * @param words the words as the vocabulary spells them
 * @param unknown the id for other words, or -1 when there is none
 * @param source the file, for messages
 */
record WordLevel(ByteTrie words, int unknown, String source) implements WordModel {
  @Override
  public void encode(byte[] text, int from, int to, TokenSink out) {
    int id = words.exact(text, from, to);
    if (id < 0 && unknown < 0) {
      throw new ModelFormatException(
          "%s: the text has a word that is not in the vocabulary, and the vocabulary has no model.unk_token"
              .formatted(source));
    }
    out.add(id < 0 ? unknown : id, to);
  }
}
