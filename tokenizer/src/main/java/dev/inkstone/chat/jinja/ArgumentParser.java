package dev.inkstone.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses the arguments of a call, in parentheses. */
final class ArgumentParser {
  private final Tokens tokens;
  private final ExpressionParser expressions;

  ArgumentParser(Tokens tokens, ExpressionParser expressions) {
    this.tokens = tokens;
    this.expressions = expressions;
  }

  Expr.CallArguments parse() {
    tokens.expectOperator("(");
    List<Expr> positional = new ArrayList<>();
    List<Expr.Named> named = new ArrayList<>();
    @Nullable Expr rest = null;
    @Nullable Expr more = null;
    boolean first = true;
    while (!tokens.isOperator(")")) {
      if (!first) {
        tokens.expectOperator(",");
        if (tokens.isOperator(")")) {
          break;
        }
      }
      first = false;
      boolean starred = rest != null || more != null;
      if (tokens.skipOperator("*")) {
        require(!starred);
        rest = expressions.expression();
      } else if (tokens.skipOperator("**")) {
        require(more == null);
        more = expressions.expression();
      } else if (isNamed()) {
        require(more == null);
        named.add(named());
      } else {
        require(!starred && named.isEmpty());
        positional.add(expressions.expression());
      }
    }
    tokens.expectOperator(")");
    return new Expr.CallArguments(List.copyOf(positional), List.copyOf(named), rest, more);
  }

  private boolean isNamed() {
    return tokens.current().kind() == Token.Kind.NAME && tokens.ahead().isOperator("=");
  }

  private Expr.Named named() {
    String name = tokens.next().text();
    tokens.expectOperator("=");
    return new Expr.Named(name, expressions.expression());
  }

  private void require(boolean ordered) {
    if (!ordered) {
      throw tokens.failure(tokens.line(), "invalid order of arguments in a call");
    }
  }
}
