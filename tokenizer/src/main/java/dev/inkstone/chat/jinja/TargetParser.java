package dev.inkstone.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Parses what can be assigned to: names, namespace attributes, tuples of them. */
final class TargetParser {
  private static final Set<String> CONSTANTS =
      Set.of("true", "false", "none", "True", "False", "None");

  private final Tokens tokens;

  TargetParser(Tokens tokens) {
    this.tokens = tokens;
  }

  /** One target, or several with commas between them. */
  Node.Target target(boolean withMembers) {
    tokens.enter();
    Node.Target first = single(withMembers);
    if (!tokens.isOperator(",")) {
      tokens.leave();
      return first;
    }
    List<Node.Target> targets = new ArrayList<>(List.of(first));
    while (tokens.skipOperator(",") && !ends()) {
      targets.add(single(withMembers));
    }
    tokens.leave();
    return new Node.Target.Unpacked(List.copyOf(targets));
  }

  private boolean ends() {
    return tokens.isName("in")
        || tokens.isOperator("=")
        || tokens.isOperator(")")
        || tokens.current().kind() == Token.Kind.BLOCK_END;
  }

  private Node.Target single(boolean withMembers) {
    if (tokens.skipOperator("(")) {
      Node.Target inside = target(withMembers);
      tokens.expectOperator(")");
      return inside;
    }
    String name = name();
    if (withMembers && tokens.skipOperator(".")) {
      return new Node.Target.Member(name, tokens.expect(Token.Kind.NAME, "a name").text());
    }
    return new Node.Target.Variable(name);
  }

  /** A name that is not a constant. */
  String name() {
    Token token = tokens.expect(Token.Kind.NAME, "a name to assign to");
    if (CONSTANTS.contains(token.text())) {
      throw tokens.failure(token.line(), "cannot assign to '" + token.text() + "'");
    }
    return token.text();
  }
}
