package dev.inkstone.tokenizer.efficiency;

/**
 * One token of a text.
 *
 * @param id its id
 * @param token the vocabulary's own spelling
 * @param start where it starts in the text, in UTF-16 units; 0 if it is from no text
 * @param end where it ends
 * @param text the part of the text that it is from; a part of a character has the whole character
 * @param reason why it is there
 */
public record TokenPiece(
    int id, String token, int start, int end, String text, PieceReason reason) {}
