package dev.inkstone.tokenizer;

/**
 * Decodes one stream of ids piece by piece, holding back incomplete UTF-8 sequences.
 *
 * <p>The concatenation of all pieces and {@link #flush()} equals decoding all ids at once. Not
 * thread-safe: one decoder belongs to one stream.
 */
public interface StreamingDecoder {

  /**
   * Takes the next id and returns the text that is now complete, often empty, never half a
   * character.
   */
  String next(int id);

  /**
   * Ends the stream: returns what was held back, invalid bytes as U+FFFD, and resets the decoder.
   */
  String flush();
}
