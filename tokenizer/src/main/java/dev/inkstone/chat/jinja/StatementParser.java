package dev.inkstone.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses a whole template: text, prints and statements. */
final class StatementParser {
  private static final Set<String> OMITTED =
      Set.of("include", "import", "from", "extends", "block", "autoescape", "do", "trans", "debug");

  private final Tokens tokens;
  private final ExpressionParser expressions;
  private final TargetParser targets;
  private final MacroParser macros;
  private int loops;

  private StatementParser(Tokens tokens) {
    this.tokens = tokens;
    this.expressions = new ExpressionParser(tokens);
    this.targets = new TargetParser(tokens);
    this.macros = new MacroParser(tokens, expressions, targets, this);
  }

  static List<Node> parse(String source) {
    return new StatementParser(new Tokens(Lexer.tokens(source))).statements(Set.of());
  }

  /** Statements up to a tag named in {@code ends}, whose name becomes the current token. */
  private List<Node> statements(Set<String> ends) {
    List<Node> nodes = new ArrayList<>();
    tokens.enter();
    while (true) {
      Token token = tokens.next();
      switch (token.kind()) {
        case DATA -> nodes.add(new Node.Data(Text.trusted(token.text()), token.line()));
        case PRINT_BEGIN -> nodes.add(print(token.line()));
        case BLOCK_BEGIN -> {
          if (tokens.current().kind() == Token.Kind.NAME
              && ends.contains(tokens.current().text())) {
            tokens.leave();
            return List.copyOf(nodes);
          }
          nodes.add(statement());
          tokens.expect(Token.Kind.BLOCK_END, "'%}'");
        }
        default -> {
          requireComplete(ends);
          tokens.leave();
          return List.copyOf(nodes);
        }
      }
    }
  }

  private void requireComplete(Set<String> ends) {
    if (!ends.isEmpty()) {
      throw tokens.failure(
          tokens.line(), "the template ends early; expected {% " + String.join("|", ends) + " %}");
    }
  }

  private Node print(int line) {
    Expr value = expressions.expressionOrTuple();
    tokens.expect(Token.Kind.PRINT_END, "'}}'");
    return new Node.Print(value, line);
  }

  /** The body of a block whose opening tag ends here, its closing tag read up to its name. */
  List<Node> body(String... ends) {
    tokens.skipOperator(":");
    tokens.expect(Token.Kind.BLOCK_END, "'%}'");
    return statements(Set.of(ends));
  }

  /** As {@link #body}, where no loop around can be left from inside. */
  List<Node> closedBody(String end) {
    int around = loops;
    loops = 0;
    List<Node> body = body(end);
    loops = around;
    tokens.next();
    return body;
  }

  private List<Node> lastBody(String end) {
    List<Node> body = body(end);
    tokens.next();
    return body;
  }

  private Node statement() {
    Token tag = tokens.expect(Token.Kind.NAME, "the name of a tag");
    int line = tag.line();
    return switch (tag.text()) {
      case "if" -> conditional(line);
      case "for" -> loop(line);
      case "set" -> assignment(line);
      case "macro" -> macros.macro(line);
      case "call" -> macros.call(line);
      case "filter" -> filter(line);
      case "with" -> with(line);
      case "generation" -> new Node.With(List.of(), closedBody("endgeneration"), line);
      case "print" -> new Node.Print(expressions.expressionOrTuple(), line);
      case "break" -> new Node.Break(insideLoop(tag));
      case "continue" -> new Node.Continue(insideLoop(tag));
      default -> throw tokens.failure(line, unknown(tag.text()));
    };
  }

  private static String unknown(String tag) {
    return OMITTED.contains(tag)
        ? "the tag '" + tag + "' is not supported in chat templates"
        : "unknown tag '" + tag + "'";
  }

  private int insideLoop(Token tag) {
    if (loops == 0) {
      throw tokens.failure(tag.line(), "'" + tag.text() + "' outside of a loop");
    }
    return tag.line();
  }

  private Node conditional(int line) {
    List<Node.Branch> branches = new ArrayList<>();
    Expr condition = expressions.expressionOrTuple();
    while (true) {
      branches.add(new Node.Branch(condition, body("elif", "else", "endif")));
      if (!tokens.skipName("elif")) {
        break;
      }
      condition = expressions.expressionOrTuple();
    }
    List<Node> otherwise = tokens.skipName("else") ? body("endif") : List.of();
    tokens.expectName("endif");
    return new Node.If(List.copyOf(branches), otherwise, line);
  }

  private Node loop(int line) {
    Node.Target target = targets.target(false);
    tokens.expectName("in");
    Expr items = iterated();
    @Nullable Expr condition = tokens.skipName("if") ? expressions.expression() : null;
    boolean recursive = tokens.skipName("recursive");
    loops++;
    List<Node> body = body("endfor", "else");
    loops--;
    List<Node> otherwise = tokens.skipName("else") ? body("endfor") : List.of();
    tokens.expectName("endfor");
    return new Node.For(target, items, condition, recursive, body, otherwise, line);
  }

  private Expr iterated() {
    int line = tokens.line();
    Expr first = expressions.or();
    if (!tokens.isOperator(",")) {
      return first;
    }
    List<Expr> items = new ArrayList<>(List.of(first));
    while (tokens.skipOperator(",") && tokens.current().kind() != Token.Kind.BLOCK_END) {
      items.add(expressions.or());
    }
    return new Expr.Sequence(List.copyOf(items), true, line);
  }

  private Node assignment(int line) {
    Node.Target target = targets.target(true);
    if (tokens.skipOperator("=")) {
      return new Node.Assign(target, expressions.expressionOrTuple(), line);
    }
    return new Node.AssignBlock(target, filters(), lastBody("endset"), line);
  }

  private Node filter(int line) {
    List<Expr.FilterUse> filters = new ArrayList<>(List.of(expressions.primary().filter()));
    filters.addAll(filters());
    return new Node.FilterBlock(List.copyOf(filters), lastBody("endfilter"), line);
  }

  private List<Expr.FilterUse> filters() {
    List<Expr.FilterUse> filters = new ArrayList<>();
    while (tokens.skipOperator("|")) {
      filters.add(expressions.primary().filter());
    }
    return List.copyOf(filters);
  }

  private Node with(int line) {
    List<Node.Binding> bindings = new ArrayList<>();
    while (tokens.current().kind() != Token.Kind.BLOCK_END) {
      if (!bindings.isEmpty()) {
        tokens.expectOperator(",");
      }
      Node.Target target = targets.target(false);
      tokens.expectOperator("=");
      bindings.add(new Node.Binding(target, expressions.expression()));
    }
    return new Node.With(List.copyOf(bindings), lastBody("endwith"), line);
  }
}
