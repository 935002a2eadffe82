package dev.inkstone.chat.jinja;

import dev.inkstone.error.ChatTemplateException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A parsed template. Immutable; any number of threads may render it at once. */
public final class Template {
  private final List<Node> nodes;

  private Template(List<Node> nodes) {
    this.nodes = nodes;
  }

  /** Parses a template; fails with the line of what cannot be understood. */
  public static Template parse(String source) {
    try {
      return new Template(StatementParser.parse(source));
    } catch (Failure failure) {
      throw new ChatTemplateException("chat template: " + failure.getMessage(), failure);
    } catch (StackOverflowError e) {
      throw new ChatTemplateException("chat template nested too deep for this thread's stack", e);
    }
  }

  /** Renders with the given variables; a variable that is not given is undefined. */
  public Text render(Map<String, Value> variables, Clock clock, Limits limits) {
    Interpreter interpreter = new Interpreter(new Rendering(limits, clock));
    Scope scope = Scope.outermost(Globals.ALL, new HashMap<>(variables));
    try {
      return interpreter.capture(nodes, scope);
    } catch (StackOverflowError e) {
      // The depth limit suits stacks of usual size; a smaller one must not take the caller down.
      throw new ChatTemplateException("chat template nested too deep for this thread's stack", e);
    }
  }
}
