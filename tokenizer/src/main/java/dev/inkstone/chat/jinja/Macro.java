package dev.inkstone.chat.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A macro with the scope it was defined in; the body of a call block is one too. */
final class Macro implements Callable {
  private final @Nullable String name;
  private final Node.Signature signature;
  private final List<Node> body;
  private final Scope around;
  private final Interpreter interpreter;

  Macro(
      @Nullable String name,
      Node.Signature signature,
      List<Node> body,
      Scope around,
      Interpreter interpreter) {
    this.name = name;
    this.signature = signature;
    this.body = body;
    this.around = around;
    this.interpreter = interpreter;
  }

  @Override
  public Value call(Arguments arguments, Rendering rendering) {
    Scope scope = around.inner();
    Map<String, Value> named = new LinkedHashMap<>(arguments.named());
    bindParameters(arguments.positional(), named, scope);
    if (signature.usesCaller() && !isParameter("caller")) {
      Value caller = named.remove("caller");
      scope.set("caller", caller == null ? new Undefined("no caller defined") : caller);
    }
    bindRest(arguments.positional(), named, scope);
    return interpreter.capture(body, scope);
  }

  private boolean isParameter(String wanted) {
    return signature.parameters().stream().anyMatch(parameter -> parameter.name().equals(wanted));
  }

  /** Defaults are evaluated in order and may use the parameters before them. */
  private void bindParameters(List<Value> positional, Map<String, Value> named, Scope scope) {
    List<Node.Parameter> missing = new ArrayList<>();
    for (int i = 0; i < signature.parameters().size(); i++) {
      Node.Parameter parameter = signature.parameters().get(i);
      Value value = i < positional.size() ? positional.get(i) : named.remove(parameter.name());
      if (value == null) {
        missing.add(parameter);
        value = new Undefined("parameter '" + parameter.name() + "' was not provided");
      }
      scope.set(parameter.name(), value);
    }
    for (Node.Parameter parameter : missing) {
      if (parameter.otherwise() != null) {
        scope.set(parameter.name(), interpreter.evaluator().evaluate(parameter.otherwise(), scope));
      }
    }
  }

  private void bindRest(List<Value> positional, Map<String, Value> named, Scope scope) {
    int count = signature.parameters().size();
    if (signature.usesMore()) {
      scope.set("kwargs", DictValue.of(named));
    } else if (!named.isEmpty()) {
      throw new Failure("macro '" + name + "' got an unexpected keyword argument");
    }
    List<Value> rest = positional.subList(Math.min(count, positional.size()), positional.size());
    if (signature.usesRest()) {
      scope.set("varargs", ListValue.tuple(rest));
    } else if (!rest.isEmpty()) {
      throw new Failure(
          "macro '%s' takes %d arguments, got %d".formatted(name, count, positional.size()));
    }
  }

  @Override
  public @Nullable Value attribute(String wanted) {
    return switch (wanted) {
      case "name" -> name == null ? None.NONE : Text.trusted(name);
      case "arguments" ->
          ListValue.tuple(
              signature.parameters().stream()
                  .map(parameter -> Text.trusted(parameter.name()))
                  .toList());
      case "catch_kwargs" -> Bool.of(signature.usesMore());
      case "catch_varargs" -> Bool.of(signature.usesRest());
      case "caller" -> Bool.of(signature.usesCaller());
      default -> null;
    };
  }

  @Override
  public String type() {
    return "Macro";
  }

  @Override
  public String printed() {
    return name == null ? "<Macro anonymous>" : "<Macro '" + name + "'>";
  }
}
