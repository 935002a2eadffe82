package dev.inkstone.chat.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement of a template; {@code line} is where it starts. */
sealed interface Node {

  int line();

  /** Text outside of tags. */
  record Data(Text text, int line) implements Node {}

  /** {@code {{ value }}}. */
  record Print(Expr value, int line) implements Node {}

  /** {@code {% if %}} with its {@code elif} and {@code else} branches. */
  record If(List<Branch> branches, List<Node> otherwise, int line) implements Node {}

  /** A condition and what it guards. */
  record Branch(Expr condition, List<Node> body) {}

  /** {@code {% for target in items if condition recursive %}}. */
  record For(
      Target target,
      Expr items,
      @Nullable Expr condition,
      boolean recursive,
      List<Node> body,
      List<Node> otherwise,
      int line)
      implements Node {}

  /** {@code {% break %}}. */
  record Break(int line) implements Node {}

  /** {@code {% continue %}}. */
  record Continue(int line) implements Node {}

  /** {@code {% set target = value %}}. */
  record Assign(Target target, Expr value, int line) implements Node {}

  /** {@code {% set target | filters %} body {% endset %}}. */
  record AssignBlock(Target target, List<Expr.FilterUse> filters, List<Node> body, int line)
      implements Node {}

  /** {@code {% macro name(parameters) %}}. */
  record MacroDefinition(String name, Signature signature, List<Node> body, int line)
      implements Node {}

  /** {@code {% call(parameters) macro(arguments) %}}. */
  record CallBlock(Expr.Call call, Signature signature, List<Node> body, int line)
      implements Node {}

  /** {@code {% filter filters %}}. */
  record FilterBlock(List<Expr.FilterUse> filters, List<Node> body, int line) implements Node {}

  /** {@code {% with target = value, ... %}}; also blocks that only limit what is set in them. */
  record With(List<Binding> bindings, List<Node> body, int line) implements Node {}

  /** A target and its value. */
  record Binding(Target target, Expr value) {}

  /** The parameters of a macro; a parameter without default has none. */
  record Signature(
      List<Parameter> parameters, boolean usesCaller, boolean usesRest, boolean usesMore) {}

  /** A parameter of a macro. */
  record Parameter(String name, @Nullable Expr otherwise) {}

  /** What a value can be assigned to. */
  sealed interface Target {
    /** A variable. */
    record Variable(String name) implements Target {}

    /** An attribute of a namespace. */
    record Member(String namespace, String attribute) implements Target {}

    /** Several targets, taking the items of a sequence. */
    record Unpacked(List<Target> targets) implements Target {}
  }
}
