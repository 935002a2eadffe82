package dev.inkstone.chat.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Evaluates expressions; every failure leaves with the line of the innermost expression. */
final class Evaluator {
  private final Rendering rendering;

  Evaluator(Rendering rendering) {
    this.rendering = rendering;
  }

  Value evaluate(Expr expression, Scope scope) {
    rendering.spend(1);
    rendering.enter();
    try {
      Value value = dispatch(expression, scope);
      rendering.leave();
      return value;
    } catch (Failure failure) {
      throw failure.at(expression.line());
    }
  }

  private Value dispatch(Expr expression, Scope scope) {
    return switch (expression) {
      case Expr.Literal literal -> literal.value();
      case Expr.Name name -> scope.find(name.name());
      case Expr.Attribute e -> Access.attribute(evaluate(e.owner(), scope), e.name());
      case Expr.Item item -> item(item, scope);
      case Expr.Slice slice -> slice(slice, scope);
      case Expr.Call call -> call(call, scope, null);
      case Expr.Filtered e -> filter(evaluate(e.input(), scope), e.filter(), scope);
      case Expr.Tested tested -> test(tested, scope);
      case Expr.Unary unary -> unary(unary, scope);
      case Expr.Binary binary -> binary(binary, scope);
      case Expr.Concat concat -> concat(concat, scope);
      case Expr.Compare compare -> compare(compare, scope);
      case Expr.Logical logical -> logical(logical, scope);
      case Expr.Conditional conditional -> conditional(conditional, scope);
      case Expr.Sequence e -> sequence(e, scope);
      case Expr.Dict dict -> dict(dict, scope);
    };
  }

  boolean isTrue(Expr condition, Scope scope) {
    return Operators.isTrue(evaluate(condition, scope));
  }

  private Value item(Expr.Item item, Scope scope) {
    Value owner = evaluate(item.owner(), scope);
    Value key = evaluate(item.key(), scope);
    rendering.spendOnCounting(owner);
    return Access.item(owner, key);
  }

  private Value slice(Expr.Slice slice, Scope scope) {
    Value owner = evaluate(slice.owner(), scope);
    rendering.spendOnCounting(owner);
    return rendering.made(
        Access.slice(
            owner,
            slicePart(slice.start(), scope),
            slicePart(slice.stop(), scope),
            slicePart(slice.step(), scope)));
  }

  private @Nullable Value slicePart(@Nullable Expr part, Scope scope) {
    if (part == null) {
      return null;
    }
    Value value = evaluate(part, scope);
    return value instanceof Value.None ? null : value;
  }

  /** A call; a call block adds its body as the argument {@code caller}. */
  Value call(Expr.Call call, Scope scope, @Nullable Callable caller) {
    Value self = Value.None.NONE;
    Value callee;
    if (call.callee() instanceof Expr.Attribute method) {
      self = evaluate(method.owner(), scope);
      callee = Access.attribute(self, method.name());
    } else {
      callee = evaluate(call.callee(), scope);
    }
    Arguments arguments = arguments(call.arguments(), scope);
    if (caller != null) {
      Map<String, Value> named = new LinkedHashMap<>(arguments.named());
      named.put("caller", caller);
      arguments = new Arguments(arguments.positional(), named);
    }
    Operators.requireDefined(callee);
    if (!(callee instanceof Callable callable)) {
      throw new Failure("'" + callee.type() + "' object is not callable");
    }
    rendering.spendOnCall(self, arguments);
    return rendering.madeOf(self, callable.call(arguments, rendering));
  }

  private Arguments arguments(Expr.CallArguments written, Scope scope) {
    List<Value> positional = new ArrayList<>();
    for (Expr argument : written.positional()) {
      positional.add(evaluate(argument, scope));
    }
    Map<String, Value> named = new LinkedHashMap<>();
    for (Expr.Named argument : written.named()) {
      if (named.put(argument.name(), evaluate(argument.value(), scope)) != null) {
        throw new Failure("keyword argument repeated: " + argument.name());
      }
    }
    if (written.rest() != null) {
      positional.addAll(rendering.items(evaluate(written.rest(), scope)));
    }
    if (written.more() != null) {
      addNamed(evaluate(written.more(), scope), named);
    }
    return new Arguments(positional, named);
  }

  private static void addNamed(Value more, Map<String, Value> named) {
    if (!(more instanceof DictValue dict)) {
      throw new Failure("the argument after ** must be a mapping, not " + more.type());
    }
    for (DictValue.Entry entry : dict.entries()) {
      if (!(entry.key() instanceof Text name) || named.put(name.value(), entry.value()) != null) {
        throw new Failure("keywords must be strings and given once");
      }
    }
  }

  Value filter(Value input, Expr.FilterUse use, Scope scope) {
    Filter filter = Filter.named(use.name());
    Arguments arguments = arguments(use.arguments(), scope);
    rendering.spendOnCall(input, arguments);
    return rendering.madeOf(input, filter.apply(input, arguments, rendering));
  }

  private Value test(Expr.Tested tested, Scope scope) {
    Test test = Test.named(tested.name());
    Value input = evaluate(tested.input(), scope);
    Arguments arguments = arguments(tested.arguments(), scope);
    rendering.spendOnCounting(input);
    return Value.Bool.of(test.holds(input, arguments, rendering));
  }

  private Value unary(Expr.Unary unary, Scope scope) {
    Value operand = evaluate(unary.operand(), scope);
    return switch (unary.operator()) {
      case '-' -> Operators.negate(operand);
      case '+' -> Operators.plus(operand);
      default -> Value.Bool.of(!Operators.isTrue(operand));
    };
  }

  private Value binary(Expr.Binary binary, Scope scope) {
    Value left = evaluate(binary.left(), scope);
    Value right = evaluate(binary.right(), scope);
    return rendering.made(Operators.apply(binary.operator(), left, right));
  }

  private Value concat(Expr.Concat concat, Scope scope) {
    TextBuilder out = new TextBuilder();
    for (Expr part : concat.parts()) {
      out.append(Repr.str(evaluate(part, scope)));
    }
    return rendering.made(out.build());
  }

  private Value compare(Expr.Compare compare, Scope scope) {
    Value left = evaluate(compare.first(), scope);
    for (Expr.Comparand comparand : compare.rest()) {
      Value right = evaluate(comparand.operand(), scope);
      if (!holds(comparand.operator(), left, right)) {
        return Value.Bool.FALSE;
      }
      left = right;
    }
    return Value.Bool.TRUE;
  }

  private boolean holds(String operator, Value left, Value right) {
    if (operator.endsWith("in")) {
      rendering.spendOnSearching(right, left);
      return Sequences.contains(right, left) == operator.equals("in");
    }
    rendering.spendOnComparing(left, right);
    if (operator.equals("==") || operator.equals("!=")) {
      return Comparison.equal(left, right) == operator.equals("==");
    }
    Integer order = Comparison.compare(left, right, operator);
    if (order == null) {
      return false;
    }
    return switch (operator) {
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }

  private Value logical(Expr.Logical logical, Scope scope) {
    Value left = evaluate(logical.left(), scope);
    return Operators.isTrue(left) == logical.and() ? evaluate(logical.right(), scope) : left;
  }

  private Value conditional(Expr.Conditional conditional, Scope scope) {
    if (isTrue(conditional.condition(), scope)) {
      return evaluate(conditional.then(), scope);
    }
    return conditional.otherwise() == null
        ? new Undefined("an inline if was false and has no else")
        : evaluate(conditional.otherwise(), scope);
  }

  private Value sequence(Expr.Sequence sequence, Scope scope) {
    List<Value> items = new ArrayList<>(sequence.items().size());
    for (Expr item : sequence.items()) {
      items.add(evaluate(item, scope));
    }
    return sequence.tuple() ? ListValue.tuple(items) : ListValue.list(items);
  }

  private Value dict(Expr.Dict dict, Scope scope) {
    List<DictValue.Entry> entries = new ArrayList<>(dict.pairs().size());
    for (Expr.Pair pair : dict.pairs()) {
      entries.add(new DictValue.Entry(evaluate(pair.key(), scope), evaluate(pair.value(), scope)));
    }
    return DictValue.of(entries);
  }
}
