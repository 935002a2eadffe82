package dev.inkstone.chat.jinja;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses macros and call blocks. */
final class MacroParser {
  private final Tokens tokens;
  private final ExpressionParser expressions;
  private final TargetParser targets;
  private final StatementParser statements;

  MacroParser(
      Tokens tokens,
      ExpressionParser expressions,
      TargetParser targets,
      StatementParser statements) {
    this.tokens = tokens;
    this.expressions = expressions;
    this.targets = targets;
    this.statements = statements;
  }

  Node macro(int line) {
    String name = targets.name();
    List<Node.Parameter> parameters = parameters();
    Body body = body("endmacro");
    return new Node.MacroDefinition(name, body.signature(parameters), body.nodes(), line);
  }

  Node call(int line) {
    List<Node.Parameter> parameters = tokens.isOperator("(") ? parameters() : List.of();
    if (!(expressions.expression() instanceof Expr.Call call)) {
      throw tokens.failure(line, "expected a call in the call block");
    }
    Body body = body("endcall");
    return new Node.CallBlock(call, body.signature(parameters), body.nodes(), line);
  }

  /** A body and the variables it mentions: what a macro accepts depends on them. */
  private record Body(List<Node> nodes, Set<String> mentioned) {
    Node.Signature signature(List<Node.Parameter> parameters) {
      return new Node.Signature(
          parameters,
          mentioned.contains("caller"),
          mentioned.contains("varargs"),
          mentioned.contains("kwargs"));
    }
  }

  private Body body(String end) {
    Set<String> mentioned = new HashSet<>();
    Set<String> around = expressions.primary().recordNames(mentioned);
    List<Node> nodes = statements.closedBody(end);
    around.addAll(mentioned);
    expressions.primary().recordNames(around);
    return new Body(nodes, mentioned);
  }

  private List<Node.Parameter> parameters() {
    tokens.expectOperator("(");
    List<Node.Parameter> parameters = new ArrayList<>();
    while (!tokens.isOperator(")")) {
      if (!parameters.isEmpty()) {
        tokens.expectOperator(",");
      }
      int line = tokens.line();
      String name = targets.name();
      @Nullable Expr otherwise = tokens.skipOperator("=") ? expressions.expression() : null;
      if (otherwise == null && !parameters.isEmpty() && parameters.getLast().otherwise() != null) {
        throw tokens.failure(line, "a parameter without default follows one with a default");
      }
      parameters.add(new Node.Parameter(name, otherwise));
    }
    tokens.expectOperator(")");
    return List.copyOf(parameters);
  }
}
