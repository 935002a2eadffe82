package dev.inkstone;

import dev.inkstone.sampling.Penalties;
import dev.inkstone.sampling.Sampling;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * {@link GenerationOptions} in one line, in the words of their builder: what decides every draw,
 * and of the rest what is set.
 */
final class OptionsText {
  private final StringJoiner parts = new StringJoiner(", ", "GenerationOptions[", "]");

  private OptionsText() {}

  static String of(GenerationOptions options) {
    OptionsText text = new OptionsText();
    text.sampling(options.sampling());
    text.ends(options);
    text.reading(options);
    return text.parts.toString();
  }

  private void sampling(Sampling sampling) {
    add("temperature", sampling.temperature());
    add("topK", sampling.topK());
    add("topP", sampling.topP());
    add("minP", sampling.minP());
    addIf(sampling.typicalP() != 1, "typicalP", sampling.typicalP());
    Penalties penalties = sampling.penalties();
    addIf(penalties.repetition() != 1, "repetitionPenalty", penalties.repetition());
    addIf(penalties.presence() != 0, "presencePenalty", penalties.presence());
    addIf(penalties.frequency() != 0, "frequencyPenalty", penalties.frequency());
    addIf(penalties.active(), "penaltyLastN", penalties.lastN());
    int biased = sampling.logitBias().size(); // may be the whole vocabulary
    addIf(biased > 0, "logitBias", biased == 1 ? "of 1 token" : "of " + biased + " tokens");
    sampling.seed().ifPresent(seed -> add("seed", seed));
  }

  private void ends(GenerationOptions options) {
    options.maxTokens().ifPresent(count -> add("maxTokens", count));
    addIf(
        !options.stop().isEmpty(),
        "stop",
        options.stop().stream().map(OptionsText::quoted).collect(Collectors.joining(", ")));
    options.deadline().ifPresent(time -> add("deadline", time));
    addIf(options.ignoreEndOfSequence(), "ignoreEndOfSequence", true);
  }

  private void reading(GenerationOptions options) {
    PromptOverflow overflow = options.promptOverflow();
    addIf(overflow != PromptOverflow.ERROR, "promptOverflow", overflow);
    addIf(!options.processors().isEmpty(), "processors", options.processors().size());
    addIf(!options.addSpecialTokens(), "addSpecialTokens", false);
    addIf(options.parseSpecialTokens(), "parseSpecialTokens", true);
  }

  private static String quoted(String text) {
    String oneLine = text.replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t");
    return '"' + oneLine + '"';
  }

  private void addIf(boolean set, String name, Object value) {
    if (set) {
      add(name, value);
    }
  }

  private void add(String name, Object value) {
    parts.add(name + " = " + value);
  }
}
