package dev.inkstone.tokenizer.efficiency;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The tokens of a text, one by one. Immutable.
 *
 * @param pieces the tokens, in the order of the text
 */
public record TokenExplanation(List<TokenPiece> pieces) {

  /** Copies the list. */
  public TokenExplanation {
    pieces = List.copyOf(pieces);
  }

  /** How many tokens are there for {@code reason}. */
  public long count(PieceReason reason) {
    return pieces.stream().filter(piece -> piece.reason() == reason).count();
  }

  /** The ids, in order. */
  public int[] ids() {
    return pieces.stream().mapToInt(TokenPiece::id).toArray();
  }

  /**
   * A table for people, one token a line. Line breaks and other characters that have no picture are
   * written as {@code \n} or {@code \}{@code u200d}, and so are marks without their letter.
   */
  public String toTable() {
    TextGrid grid = new TextGrid("#:", "id:", "start:", "end:", "reason", "token", "text");
    for (int i = 0; i < pieces.size(); i++) {
      TokenPiece piece = pieces.get(i);
      boolean placed = piece.reason() != PieceReason.SPECIAL_TOKEN;
      grid.row(
          Integer.toString(i),
          Integer.toString(piece.id()),
          placed ? Integer.toString(piece.start()) : "-",
          placed ? Integer.toString(piece.end()) : "-",
          piece.reason().toString(),
          Escapes.visible(piece.token()),
          placed ? Escapes.quoted(piece.text()) : "");
    }
    return grid.toString();
  }

  /** A JSON array of objects with id, token, start, end, text and reason. */
  public String toJson() {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (TokenPiece piece : pieces) {
      ObjectNode object = array.addObject();
      object.put("id", piece.id());
      object.put("token", piece.token());
      object.put("start", piece.start());
      object.put("end", piece.end());
      object.put("text", piece.text());
      object.put("reason", piece.reason().toString());
    }
    return array.toPrettyString();
  }
}
