package dev.inkstone.chat.jinja;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs statements and writes what they print. */
final class Interpreter {
  /** How a statement ends: whether the loop around it goes on. */
  enum Flow {
    NEXT,
    BREAK,
    CONTINUE
  }

  private final Rendering rendering;
  private final Evaluator evaluator;

  Interpreter(Rendering rendering) {
    this.rendering = rendering;
    this.evaluator = new Evaluator(rendering);
  }

  Evaluator evaluator() {
    return evaluator;
  }

  /** Runs statements into a text of their own. */
  Text capture(List<Node> nodes, Scope scope) {
    TextBuilder out = new TextBuilder();
    run(nodes, scope, out);
    return out.build();
  }

  Flow run(List<Node> nodes, Scope scope, TextBuilder out) {
    for (Node node : nodes) {
      Flow flow = run(node, scope, out);
      if (flow != Flow.NEXT) {
        return flow;
      }
    }
    return Flow.NEXT;
  }

  private Flow run(Node node, Scope scope, TextBuilder out) {
    rendering.spend(1);
    rendering.enter();
    try {
      Flow flow = dispatch(node, scope, out);
      rendering.leave();
      return flow;
    } catch (Failure failure) {
      throw failure.at(node.line());
    }
  }

  private Flow dispatch(Node node, Scope scope, TextBuilder out) {
    switch (node) {
      case Node.Data data -> write(data.text(), out);
      case Node.Print print -> write(Repr.str(evaluator.evaluate(print.value(), scope)), out);
      case Node.If conditional -> {
        return conditional(conditional, scope, out);
      }
      case Node.For loop -> write(loop(loop, scope), out);
      case Node.Break end -> {
        return Flow.BREAK;
      }
      case Node.Continue next -> {
        return Flow.CONTINUE;
      }
      case Node.Assign assign ->
          assign(assign.target(), evaluator.evaluate(assign.value(), scope), scope);
      case Node.MacroDefinition macro ->
          scope.set(
              macro.name(), new Macro(macro.name(), macro.signature(), macro.body(), scope, this));
      case Node.CallBlock call -> {
        Macro caller = new Macro(null, call.signature(), call.body(), scope, this);
        write(Repr.str(evaluator.call(call.call(), scope, caller)), out);
      }
      case Node.With with -> {
        return with(with, scope, out);
      }
      case Node.AssignBlock block -> {
        TextBuilder body = new TextBuilder();
        Flow flow = run(block.body(), scope.inner(), body);
        if (flow != Flow.NEXT) {
          return flow;
        }
        assign(block.target(), filtered(body.build(), block.filters(), scope), scope);
      }
      case Node.FilterBlock block -> {
        TextBuilder body = new TextBuilder();
        Flow flow = run(block.body(), scope.inner(), body);
        if (flow != Flow.NEXT) {
          return flow;
        }
        if (!(filtered(body.build(), block.filters(), scope) instanceof Text text)) {
          throw new Failure("a filter block must end as a string");
        }
        write(text, out);
      }
    }
    return Flow.NEXT;
  }

  private void write(Text text, TextBuilder out) {
    rendering.made(text);
    out.append(text);
    if (out.length() > rendering.limits().characters()) {
      throw new Failure(
          "the output grew beyond " + rendering.limits().characters() + " characters");
    }
  }

  private Value filtered(Text body, List<Expr.FilterUse> filters, Scope scope) {
    Value value = body;
    for (Expr.FilterUse filter : filters) {
      value = evaluator.filter(value, filter, scope);
    }
    return value;
  }

  private Flow conditional(Node.If conditional, Scope scope, TextBuilder out) {
    for (Node.Branch branch : conditional.branches()) {
      if (evaluator.isTrue(branch.condition(), scope)) {
        return run(branch.body(), scope, out);
      }
    }
    return run(conditional.otherwise(), scope, out);
  }

  private Flow with(Node.With with, Scope scope, TextBuilder out) {
    Scope inner = scope.inner();
    for (Node.Binding binding : with.bindings()) {
      assign(binding.target(), evaluator.evaluate(binding.value(), scope), inner);
    }
    return run(with.body(), inner, out);
  }

  private Text loop(Node.For loop, Scope scope) {
    return loop(loop, evaluator.evaluate(loop.items(), scope), scope, 0);
  }

  /** Runs a loop over given items; recursive loops come back here with the depth they reached. */
  Text loop(Node.For loop, Value items, Scope scope, int depth) {
    rendering.enter();
    TextBuilder out = new TextBuilder();
    Iterator<Value> source = rendering.iterator(items);
    if (loop.condition() != null) {
      Expr condition = loop.condition();
      source = new Chosen(source, item -> isWanted(loop, condition, item, scope));
    }
    Loop state = new Loop(source, depth, recursion(loop, scope, depth));
    boolean completed = false;
    while (state.advance()) {
      Scope inner = scope.inner();
      inner.set("loop", state);
      assign(loop.target(), state.current(), inner);
      Flow flow = run(loop.body(), inner, out);
      // Jinja takes the else branch unless some round reached the end of the body.
      completed |= flow == Flow.NEXT;
      if (flow == Flow.BREAK) {
        break;
      }
    }
    if (!completed) {
      run(loop.otherwise(), scope.inner(), out);
    }
    rendering.leave();
    return out.build();
  }

  private boolean isWanted(Node.For loop, Expr condition, Value item, Scope scope) {
    Scope inner = scope.inner();
    assign(loop.target(), item, inner);
    return evaluator.isTrue(condition, inner);
  }

  private Loop.@Nullable Recursion recursion(Node.For loop, Scope scope, int depth) {
    return loop.recursive() ? items -> loop(loop, items, scope, depth + 1) : null;
  }

  private void assign(Node.Target target, Value value, Scope scope) {
    switch (target) {
      case Node.Target.Variable variable -> scope.set(variable.name(), value);
      case Node.Target.Member member -> {
        if (!(scope.find(member.namespace()) instanceof Namespace namespace)) {
          throw new Failure("cannot assign attribute on a value that is no namespace");
        }
        namespace.set(member.attribute(), value);
      }
      case Node.Target.Unpacked unpacked -> {
        List<Value> items = rendering.items(value);
        if (items.size() != unpacked.targets().size()) {
          throw new Failure(
              "cannot unpack %d values into %d names"
                  .formatted(items.size(), unpacked.targets().size()));
        }
        for (int i = 0; i < items.size(); i++) {
          assign(unpacked.targets().get(i), items.get(i), scope);
        }
      }
    }
  }
}
