package dev.inkstone.chat.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses literals, names and what may follow a value: attributes, items, calls, filters, tests. */
final class PrimaryParser {
  private static final Set<Token.Kind> ARGUMENT_STARTS =
      Set.of(Token.Kind.NAME, Token.Kind.STRING, Token.Kind.INTEGER, Token.Kind.REAL);

  private final Tokens tokens;
  private final ExpressionParser expressions;
  private final ArgumentParser arguments;
  private Set<String> mentioned = new HashSet<>();

  PrimaryParser(Tokens tokens, ExpressionParser expressions) {
    this.tokens = tokens;
    this.expressions = expressions;
    this.arguments = new ArgumentParser(tokens, expressions);
  }

  Expr value() {
    Token token = tokens.current();
    return switch (token.kind()) {
      case NAME -> name(tokens.next());
      case STRING -> string();
      case INTEGER -> new Expr.Literal(integer(tokens.next()), token.line());
      case REAL -> new Expr.Literal(real(tokens.next()), token.line());
      case OPERATOR -> display(token);
      default -> throw tokens.unexpected("an expression");
    };
  }

  /** Starts a fresh record of the variables mentioned; returns the record so far. */
  Set<String> recordNames(Set<String> fresh) {
    Set<String> before = mentioned;
    mentioned = fresh;
    return before;
  }

  private Expr name(Token token) {
    mentioned.add(token.text());
    return switch (token.text()) {
      case "true", "True" -> new Expr.Literal(Value.Bool.TRUE, token.line());
      case "false", "False" -> new Expr.Literal(Value.Bool.FALSE, token.line());
      case "none", "None" -> new Expr.Literal(Value.None.NONE, token.line());
      default -> new Expr.Name(token.text(), token.line());
    };
  }

  private Expr string() {
    int line = tokens.line();
    StringBuilder joined = new StringBuilder();
    while (tokens.current().kind() == Token.Kind.STRING) {
      joined.append(tokens.next().text());
    }
    return new Expr.Literal(Text.trusted(joined.toString()), line);
  }

  private Value integer(Token token) {
    String digits = token.text().replace("_", "").toLowerCase(Locale.ROOT);
    if (digits.length() > 4000) {
      throw tokens.failure(token.line(), "an integer of more than 4000 digits");
    }
    int radix =
        digits.startsWith("0x")
            ? 16
            : digits.startsWith("0o") ? 8 : digits.startsWith("0b") ? 2 : 10;
    return new Value.Int(new BigInteger(radix == 10 ? digits : digits.substring(2), radix));
  }

  private static Value real(Token token) {
    return new Value.Real(Double.parseDouble(token.text().replace("_", "")));
  }

  private Expr display(Token token) {
    return switch (token.text()) {
      case "(" -> parenthesized(tokens.next().line());
      case "[" -> list(tokens.next().line());
      case "{" -> dict(tokens.next().line());
      default -> throw tokens.unexpected("an expression");
    };
  }

  private Expr parenthesized(int line) {
    if (tokens.skipOperator(")")) {
      return new Expr.Sequence(List.of(), true, line);
    }
    Expr inside = expressions.expressionOrTuple();
    tokens.expectOperator(")");
    return inside;
  }

  private Expr list(int line) {
    List<Expr> items = new ArrayList<>();
    while (!tokens.isOperator("]")) {
      if (!items.isEmpty()) {
        tokens.expectOperator(",");
        if (tokens.isOperator("]")) {
          break;
        }
      }
      items.add(expressions.expression());
    }
    tokens.expectOperator("]");
    return new Expr.Sequence(List.copyOf(items), false, line);
  }

  private Expr dict(int line) {
    List<Expr.Pair> pairs = new ArrayList<>();
    while (!tokens.isOperator("}")) {
      if (!pairs.isEmpty()) {
        tokens.expectOperator(",");
        if (tokens.isOperator("}")) {
          break;
        }
      }
      Expr key = expressions.expression();
      tokens.expectOperator(":");
      pairs.add(new Expr.Pair(key, expressions.expression()));
    }
    tokens.expectOperator("}");
    return new Expr.Dict(List.copyOf(pairs), line);
  }

  Expr postfix(Expr start) {
    Expr result = start;
    while (true) {
      int line = tokens.line();
      if (tokens.skipOperator(".")) {
        result = member(result, line);
      } else if (tokens.skipOperator("[")) {
        result = subscript(result, line);
      } else if (tokens.isOperator("(")) {
        result = new Expr.Call(result, arguments.parse(), line);
      } else {
        return result;
      }
    }
  }

  private Expr member(Expr owner, int line) {
    Token token = tokens.next();
    return switch (token.kind()) {
      case NAME -> new Expr.Attribute(owner, token.text(), line);
      case INTEGER -> new Expr.Item(owner, new Expr.Literal(integer(token), token.line()), line);
      default -> throw tokens.failure(token.line(), "expected a name or number after '.'");
    };
  }

  private Expr subscript(Expr owner, int line) {
    @Nullable Expr start = tokens.isOperator(":") ? null : expressions.expression();
    if (!tokens.isOperator(":")) {
      List<Expr> keys = new ArrayList<>();
      keys.add(start == null ? expressions.expression() : start);
      while (tokens.skipOperator(",")) {
        keys.add(expressions.expression());
      }
      tokens.expectOperator("]");
      Expr key = keys.size() == 1 ? keys.getFirst() : new Expr.Sequence(keys, true, line);
      return new Expr.Item(owner, key, line);
    }
    tokens.expectOperator(":");
    @Nullable Expr stop = slicePart();
    @Nullable Expr step = tokens.skipOperator(":") ? slicePart() : null;
    tokens.expectOperator("]");
    return new Expr.Slice(owner, start, stop, step, line);
  }

  private @Nullable Expr slicePart() {
    return tokens.isOperator(":") || tokens.isOperator("]") ? null : expressions.expression();
  }

  Expr filtersAndTests(Expr start) {
    Expr result = start;
    while (true) {
      int line = tokens.line();
      if (tokens.skipOperator("|")) {
        result = new Expr.Filtered(result, filter(), line);
      } else if (tokens.skipName("is")) {
        result = test(result, line);
      } else if (tokens.isOperator("(")) {
        result = new Expr.Call(result, arguments.parse(), line);
      } else {
        return result;
      }
    }
  }

  /** A filter whose pipe is already read. */
  Expr.FilterUse filter() {
    int line = tokens.line();
    String name = dottedName();
    Expr.CallArguments given = tokens.isOperator("(") ? arguments.parse() : Expr.CallArguments.NONE;
    return new Expr.FilterUse(name, given, line);
  }

  private String dottedName() {
    StringBuilder name = new StringBuilder(tokens.expect(Token.Kind.NAME, "a name").text());
    while (tokens.skipOperator(".")) {
      name.append('.').append(tokens.expect(Token.Kind.NAME, "a name").text());
    }
    return name.toString();
  }

  private Expr test(Expr input, int line) {
    boolean negated = tokens.skipName("not");
    String name = dottedName();
    Expr.CallArguments given = Expr.CallArguments.NONE;
    if (tokens.isOperator("(")) {
      given = arguments.parse();
    } else if (startsArgument()) {
      if (tokens.isName("is")) {
        throw tokens.failure(tokens.line(), "tests cannot be chained with 'is'");
      }
      Expr argument = postfix(value());
      given = new Expr.CallArguments(List.of(argument), List.of(), null, null);
    }
    Expr tested = new Expr.Tested(input, name, given, line);
    return negated ? new Expr.Unary('!', tested, line) : tested;
  }

  private boolean startsArgument() {
    Token token = tokens.current();
    boolean starts =
        ARGUMENT_STARTS.contains(token.kind()) || token.isOperator("[") || token.isOperator("{");
    return starts && !token.isName("else") && !token.isName("or") && !token.isName("and");
  }
}
