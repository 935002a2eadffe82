package dev.inkstone.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Parses expressions with Jinja's own precedence: {@code ~} binds tighter than {@code +}, powers
 * group to the left, and a sign belongs to its operand before {@code **} does.
 */
final class ExpressionParser {
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
  private static final Set<String> SUMS = Set.of("+", "-");
  private static final Set<String> PRODUCTS = Set.of("*", "/", "//", "%");
  private static final Set<String> POWERS = Set.of("**");

  private final Tokens tokens;
  private final PrimaryParser primary;

  ExpressionParser(Tokens tokens) {
    this.tokens = tokens;
    this.primary = new PrimaryParser(tokens, this);
  }

  PrimaryParser primary() {
    return primary;
  }

  Expr expression() {
    tokens.enter();
    Expr result = conditional();
    tokens.leave();
    return result;
  }

  /** An expression, or a tuple where commas follow. */
  Expr expressionOrTuple() {
    int line = tokens.line();
    Expr first = expression();
    if (!tokens.isOperator(",")) {
      return first;
    }
    List<Expr> items = new ArrayList<>(List.of(first));
    while (tokens.skipOperator(",") && !endsTuple()) {
      items.add(expression());
    }
    return new Expr.Sequence(List.copyOf(items), true, line);
  }

  private boolean endsTuple() {
    Token.Kind kind = tokens.current().kind();
    return kind == Token.Kind.PRINT_END || kind == Token.Kind.BLOCK_END || tokens.isOperator(")");
  }

  private Expr conditional() {
    int line = tokens.line();
    Expr result = or();
    while (tokens.skipName("if")) {
      Expr condition = or();
      Expr otherwise = tokens.skipName("else") ? expression() : null;
      result = new Expr.Conditional(condition, result, otherwise, line);
      line = tokens.line();
    }
    return result;
  }

  /** An expression that leaves a following {@code if} alone, as loops need it. */
  Expr or() {
    int line = tokens.line();
    Expr left = and();
    while (tokens.skipName("or")) {
      left = new Expr.Logical(false, left, and(), line);
    }
    return left;
  }

  private Expr and() {
    int line = tokens.line();
    Expr left = not();
    while (tokens.skipName("and")) {
      left = new Expr.Logical(true, left, not(), line);
    }
    return left;
  }

  private Expr not() {
    int line = tokens.line();
    if (!tokens.skipName("not")) {
      return comparison();
    }
    tokens.enter();
    Expr operand = not();
    tokens.leave();
    return new Expr.Unary('!', operand, line);
  }

  private Expr comparison() {
    int line = tokens.line();
    Expr first = sum();
    List<Expr.Comparand> rest = new ArrayList<>();
    for (String operator = comparator(); operator != null; operator = comparator()) {
      rest.add(new Expr.Comparand(operator, sum()));
    }
    return rest.isEmpty() ? first : new Expr.Compare(first, List.copyOf(rest), line);
  }

  private @Nullable String comparator() {
    Token token = tokens.current();
    if (token.kind() == Token.Kind.OPERATOR && COMPARISONS.contains(token.text())) {
      return tokens.next().text();
    }
    if (tokens.skipName("in")) {
      return "in";
    }
    if (token.isName("not") && tokens.ahead().isName("in")) {
      tokens.next();
      tokens.next();
      return "not in";
    }
    return null;
  }

  private Expr sum() {
    return chain(SUMS, this::concat);
  }

  private Expr concat() {
    int line = tokens.line();
    Expr first = chain(PRODUCTS, this::power);
    if (!tokens.isOperator("~")) {
      return first;
    }
    List<Expr> parts = new ArrayList<>(List.of(first));
    while (tokens.skipOperator("~")) {
      parts.add(chain(PRODUCTS, this::power));
    }
    return new Expr.Concat(List.copyOf(parts), line);
  }

  private Expr power() {
    return chain(POWERS, () -> unary(true));
  }

  private Expr chain(Set<String> operators, Supplier<Expr> operand) {
    int line = tokens.line();
    Expr left = operand.get();
    while (tokens.current().kind() == Token.Kind.OPERATOR
        && operators.contains(tokens.current().text())) {
      Expr.Operator operator = Expr.Operator.of(tokens.next().text());
      left = new Expr.Binary(operator, left, operand.get(), line);
    }
    return left;
  }

  Expr unary(boolean withFilters) {
    int line = tokens.line();
    Expr result;
    if (tokens.isOperator("-") || tokens.isOperator("+")) {
      char sign = tokens.next().text().charAt(0);
      tokens.enter();
      result = new Expr.Unary(sign, unary(false), line);
      tokens.leave();
    } else {
      result = primary.value();
    }
    result = primary.postfix(result);
    return withFilters ? primary.filtersAndTests(result) : result;
  }
}
