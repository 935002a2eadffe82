package dev.inkstone.tokenizer;

import dev.inkstone.error.UnsupportedModelException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The pre-tokenizers that {@code tokenizer.ggml.pre} names, each a sequence of splitters or of
 * steps.
 *
 * <p>Where the original pattern of a model and a converter's rewrite of it differ (case folding
 * outside ASCII, the letter classes of o200k), the original is followed: it is what the model was
 * trained with.
 */
enum PreTokenizerFamily {
  DEFAULT(Flags.NONE, "default") {
    @Override
    List<Splitter> splitters() {
      return List.of(
          new RunSplitter(punctuationAnd("$+<=>^~|"), Integer.MAX_VALUE),
          new Gpt2Splitter(),
          new RunSplitter(numbers(), Integer.MAX_VALUE),
          new DigitTripleSplitter());
    }
  },

  GPT2(
      Flags.NONE,
      "gpt-2",
      "mpt",
      "olmo",
      "jais",
      "trillion",
      "granite-docling",
      "phi-2",
      "jina-es",
      "jina-de",
      "gigachat",
      "jina-v2-es",
      "jina-v2-de",
      "a.x-4.0",
      "mellum",
      "modern-bert",
      "jina-v1-en",
      "jina-v2-code",
      "roberta-bpe",
      "exaone4") {
    @Override
    List<Splitter> splitters() {
      return List.of(new Gpt2Splitter());
    }
  },

  DIGITS_FIRST(
      Flags.NONE,
      "starcoder",
      "refact",
      "command-r",
      "cohere2_moe",
      "smollm",
      "codeshell",
      "exaone",
      "minerva-7b",
      "mellum2") {
    @Override
    List<Splitter> splitters() {
      return List.of(new RunSplitter(numbers(), 1), new Gpt2Splitter());
    }
  },

  FALCON(Flags.NONE, "falcon") {
    @Override
    List<Splitter> splitters() {
      return List.of(
          new RunSplitter(punctuationAnd("$+<=>^~|`"), Integer.MAX_VALUE),
          new Gpt2Splitter(),
          new DigitTripleSplitter());
    }
  },

  LLAMA3(
      Flags.WHOLE_PIECES_AND_BOS,
      "llama3",
      "llama-v3",
      "llama-bpe",
      "laguna",
      "falcon3",
      "falcon-h1",
      "pixtral",
      "midm-2.0",
      "lfm2",
      "jina-v5-nano") {
    @Override
    List<Splitter> splitters() {
      return List.of(new Cl100kSplitter(CharClass.LETTER, 3));
    }
  },

  CL100K(Flags.NONE, "dbrx", "smaug-bpe", "glm4", "chatglm-bpe") {
    @Override
    List<Splitter> splitters() {
      return LLAMA3.splitters();
    }
  },

  QWEN2(Flags.COMPOSED, "qwen2", "deepseek-r1-qwen") {
    @Override
    List<Splitter> splitters() {
      return List.of(new Cl100kSplitter(CharClass.LETTER, 1));
    }
  },

  SINGLE_DIGITS(
      Flags.NONE,
      "stablelm2",
      "hunyuan",
      "solar-open",
      "grok-2",
      "megrez",
      "kormo",
      "openpangu",
      "bailingmoe",
      "bailingmoe2",
      "llada-moe",
      "f2llmv2") {
    @Override
    List<Splitter> splitters() {
      return QWEN2.splitters();
    }
  },

  QWEN35(Flags.COMPOSED, "qwen35") {
    @Override
    List<Splitter> splitters() {
      return List.of(new Cl100kSplitter(CharClass.LETTER | CharClass.MARK, 1));
    }
  },

  DEEPSEEK_LLM(Flags.NONE, "deepseek-llm") {
    @Override
    List<Splitter> splitters() {
      return List.of(
          new RunSplitter(CodePointSet.of("\r\n"), 1),
          new SpacedRunSplitter(DeepSeekSets.letters()),
          new SpacedRunSplitter(DeepSeekSets.signs()),
          new TrailingSpaceSplitter(),
          new RunSplitter(DeepSeekSets.eastAsian(), Integer.MAX_VALUE),
          new RunSplitter(numbers(), Integer.MAX_VALUE));
    }
  },

  DEEPSEEK_CODER(Flags.NONE, "deepseek-coder") {
    @Override
    List<Splitter> splitters() {
      return List.of(
          new RunSplitter(CodePointSet.of("\r\n"), 1),
          new SpacedRunSplitter(CodePointSet.classes(CharClass.LETTER)),
          new SpacedRunSplitter(CodePointSet.classes(CharClass.PUNCTUATION)),
          new RunSplitter(DeepSeekSets.eastAsian(), Integer.MAX_VALUE),
          new RunSplitter(numbers(), 1));
    }
  },

  DEEPSEEK_V3(Flags.NONE, "deepseek-v3", "hunyuan-dense", "joyai-llm") {
    @Override
    List<Splitter> splitters() {
      return List.of(
          new RunSplitter(numbers(), 3),
          new RunSplitter(DeepSeekSets.chineseAndKana(), Integer.MAX_VALUE),
          new DeepSeekSplitter());
    }
  },

  O200K(Flags.NONE, "gpt-4o", "llama4", "kanana2", "minimax-m2") {
    @Override
    List<Splitter> splitters() {
      return List.of(new O200kSplitter(3, true));
    }
  },

  TEKKEN(Flags.WHOLE_PIECES_AND_BOS, "tekken") {
    @Override
    List<Splitter> splitters() {
      return List.of(new O200kSplitter(1, false));
    }
  },

  BLOOM(Flags.NONE, RareSplits::bloom, "bloom", "poro-chat", "gpt3-finnish"),
  VIKING(Flags.NONE, RareSplits::viking, "viking"),
  CHAMELEON(Flags.BOS, RareSplits::chameleon, "chameleon"),
  EXAONE_MOE(Flags.NONE, RareSplits::exaoneMoe, "exaone-moe"),
  SEED_CODER(Flags.NONE, RareSplits::seedCoder, "seed-coder"),
  KIMI_K2(Flags.NONE, RareSplits::kimiK2, "kimi-k2"),
  YOUTU(Flags.WHOLE_PIECES, RareSplits::youtu, "youtu"),
  TINY_AYA(Flags.NONE, RareSplits::tinyAya, "tiny_aya"),
  SUPERBPE(Flags.NONE, RareSplits::superBpe, "superbpe"),
  AFMOE(Flags.NONE, RareSplits::afmoe, "afmoe"),
  JAIS2(Flags.NONE, RareSplits::jais2, "jais-2");

  private final Flags flags;

  @SuppressWarnings("ImmutableEnumChecker") // It comes from List.of.
  private final List<String> names;

  @SuppressWarnings("ImmutableEnumChecker") // Makes a new list each time.
  private final Supplier<List<PieceStep>> steps;

  PreTokenizerFamily(Flags flags, String... names) {
    this(flags, List::of, names);
  }

  PreTokenizerFamily(Flags flags, Supplier<List<PieceStep>> steps, String... names) {
    this.flags = flags;
    this.steps = steps;
    this.names = List.of(names);
  }

  /** The splitters in their order; none where there are {@link #steps()}. */
  List<Splitter> splitters() {
    return List.of();
  }

  /** The steps in their order where splitters cannot do it, else none. */
  List<PieceStep> steps() {
    return steps.get();
  }

  /**
   * The encoder of a byte-level model.
   *
   * @param model makes the model for the splitters that are to cut its text
   */
  TextEncoder encoder(Function<List<Splitter>, ByteLevelBpe> model) {
    List<PieceStep> own = steps();
    return own.isEmpty()
        ? new TextEncoder.ByteLevel(model.apply(splitters()), composesText())
        : new NormalizingEncoder(
            Normalizer.NONE, List.of(), new PieceEncoder(own, model.apply(List.of()).words()));
  }

  /** Whether a piece that is a token as a whole is taken without merging. */
  boolean ignoresMerges() {
    return flags == Flags.WHOLE_PIECES_AND_BOS || flags == Flags.WHOLE_PIECES;
  }

  /** Whether a begin token is added where the file does not say. */
  boolean addsBos() {
    return flags == Flags.WHOLE_PIECES_AND_BOS || flags == Flags.BOS;
  }

  /** Whether text is brought to normalization form C first. */
  boolean composesText() {
    return flags == Flags.COMPOSED;
  }

  /**
   * The family of a {@code tokenizer.ggml.pre} name.
   *
   * @param what what the name is given as, for the message
   * @throws UnsupportedModelException for an unknown name; guessing would quietly degrade the model
   */
  static PreTokenizerFamily named(String name, String what) {
    return find(name)
        .orElseThrow(
            () ->
                new UnsupportedModelException(
                    "%s '%s' is not known; known are: %s".formatted(what, name, allNames())));
  }

  /** The family of such a name, if there is one. */
  static Optional<PreTokenizerFamily> find(String name) {
    return Arrays.stream(values()).filter(family -> family.names.contains(name)).findFirst();
  }

  private static String allNames() {
    return Arrays.stream(values())
        .flatMap(family -> family.names.stream())
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static CodePointSet numbers() {
    return CodePointSet.classes(CharClass.NUMBER);
  }

  private static CodePointSet punctuationAnd(String symbols) {
    return CodePointSet.classes(CharClass.PUNCTUATION).and(CodePointSet.of(symbols));
  }

  /** What a family sets beside its pattern. */
  private enum Flags {
    NONE,
    BOS,
    WHOLE_PIECES,
    WHOLE_PIECES_AND_BOS,
    COMPOSED
  }
}
