package dev.inkstone.bench;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Llama3.java's side of a comparison, in a process of its own with its classes on the class path:
 * loads the model once and lets its own {@code Llama.generateTokens} run and report its own speed,
 * so that later runs are warm as ours are. Prints one line per run.
 *
 * <p>Reached by reflection, since nothing of Llama3.java is part of this project.
 */
public final class Llama3Run {
  private static final int BATCH = Integer.getInteger("llama.BatchSize", 16);

  private final Object model;
  private final Method newState;
  private final Method generate;
  private final Object greedy;

  private Llama3Run(RunSettings settings) throws ReflectiveOperationException {
    Class<?> loader = Class.forName("com.llama4j.ModelLoader");
    Method load = method(loader, "loadModel", Path.class, int.class, boolean.class);
    model = some(load.invoke(null, settings.model(), settings.positions(), true));
    newState = method(model.getClass(), "createNewState", int.class);
    generate =
        Arrays.stream(model.getClass().getDeclaredMethods())
            .filter(method -> method.getName().equals("generateTokens"))
            .findFirst()
            .orElseThrow(() -> new NoSuchMethodException("Llama.generateTokens"));
    generate.setAccessible(true);
    Field argmax = Class.forName("com.llama4j.Sampler").getDeclaredField("ARGMAX");
    argmax.setAccessible(true);
    greedy = some(argmax.get(null));
  }

  /** Runs what {@link RunSettings} say. */
  public static void main(String[] args) throws ReflectiveOperationException {
    RunSettings settings = RunSettings.parse(args);
    Llama3Run peer = new Llama3Run(settings);
    for (int run = 0; run < settings.runs(); run++) {
      RunLines.print(peer.once(settings));
    }
  }

  private Run once(RunSettings settings) throws ReflectiveOperationException {
    Object state = some(newState.invoke(model, BATCH));
    PrintStream standardError = System.err;
    ByteArrayOutputStream report = new ByteArrayOutputStream();
    System.setErr(new PrintStream(report, true, StandardCharsets.UTF_8));
    List<Integer> ids;
    try {
      ids = generate(state, settings.prompt(), settings.positions());
    } finally {
      System.setErr(standardError);
    }
    String text = report.toString(StandardCharsets.UTF_8);
    return Llama3Line.find(text)
        .orElseThrow(() -> new IllegalStateException("no speed in what Llama3.java said: " + text))
        .run(ids);
  }

  /** No stop tokens: every run has the same length. Tokens are limited by their positions. */
  private List<Integer> generate(Object state, List<Integer> prompt, int positions)
      throws ReflectiveOperationException {
    Object ids =
        some(
            generate.invoke(
                null, model, state, 0, prompt, Set.of(), positions, greedy, false, null));
    return ((List<?>) ids).stream().map(Integer.class::cast).toList();
  }

  private static Method method(Class<?> owner, String name, Class<?>... parameters)
      throws NoSuchMethodException {
    Method method = owner.getDeclaredMethod(name, parameters);
    method.setAccessible(true);
    return method;
  }

  private static Object some(@Nullable Object value) throws InvocationTargetException {
    if (value == null) {
      throw new IllegalStateException("Llama3.java returned nothing");
    }
    return value;
  }
}
