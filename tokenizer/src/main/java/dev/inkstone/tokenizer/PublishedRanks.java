package dev.inkstone.tokenizer;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Rank files that everyone has, with the encodings that use them: the first name of each is the one
 * that a file is taken for.
 */
enum PublishedRanks {
  R50K(50256, 0x4578C19BL, "r50k_base", "gpt2") {
    @Override
    TiktokenEncoding encoding(String name) {
      return new TiktokenEncoding("gpt-2", Map.of(END_OF_TEXT, 50256));
    }
  },

  P50K(50281, 0xA72FE5B1L, "p50k_base", "p50k_edit") {
    @Override
    TiktokenEncoding encoding(String name) {
      Map<String, Integer> special = new HashMap<>(Map.of(END_OF_TEXT, 50256));
      if (name.equals("p50k_edit")) {
        putRow(special, 50281, "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>");
      }
      return new TiktokenEncoding("gpt-2", special);
    }
  },

  CL100K(100256, 0x92124050L, "cl100k_base") {
    @Override
    TiktokenEncoding encoding(String name) {
      Map<String, Integer> special = new HashMap<>(Map.of("<|endofprompt|>", 100276));
      putRow(special, 100257, END_OF_TEXT, "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>");
      return new TiktokenEncoding("dbrx", special);
    }
  },

  O200K(199998, 0x45888772L, "o200k_base", "o200k_harmony") {
    @Override
    TiktokenEncoding encoding(String name) {
      Map<String, Integer> special =
          new HashMap<>(Map.of(END_OF_TEXT, 199999, "<|endofprompt|>", 200018));
      if (name.equals("o200k_harmony")) {
        addHarmony(special);
      }
      return new TiktokenEncoding("gpt-4o", special);
    }
  },

  LLAMA3(128000, 0x7B2DF3BCL, "llama3") {
    @Override
    TiktokenEncoding encoding(String name) {
      Map<String, Integer> special = new HashMap<>();
      putRow(
          special,
          128000,
          "<|begin_of_text|>",
          "<|end_of_text|>",
          reserved(0),
          reserved(1),
          reserved(2),
          reserved(3),
          "<|start_header_id|>",
          "<|end_header_id|>",
          reserved(4),
          "<|eot_id|>");
      for (int i = 5; i <= 250; i++) {
        special.put(reserved(i), 128005 + i);
      }
      return new TiktokenEncoding("llama-bpe", special);
    }

    private String reserved(int number) {
      return "<|reserved_special_token_" + number + "|>";
    }
  },

  QWEN(151643, 0x5A1F9730L, "qwen") {
    @Override
    TiktokenEncoding encoding(String name) {
      Map<String, Integer> special = new HashMap<>();
      putRow(special, 151643, END_OF_TEXT, "<|im_start|>", "<|im_end|>");
      for (int i = 0; i < 205; i++) {
        special.put("<|extra_" + i + "|>", 151646 + i);
      }
      return new TiktokenEncoding("qwen2", special);
    }
  },

  WHISPER(50257, 0x04FF4D39L, "whisper", "whisper-v3") {
    @Override
    TiktokenEncoding encoding(String name) {
      return new TiktokenEncoding("gpt-2", whisper(name.equals("whisper-v3") ? 100 : 99));
    }
  };

  private static final String END_OF_TEXT = "<|endoftext|>";

  private static final String LANGUAGES =
      "en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th"
          + " ur hr bg lt la mi ml cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw"
          + " gl mr pa si km sn yo so af oc ka be tg sd gu am yi lo uz fo ht ps tk nn mt sa lb my bo"
          + " tl mg as tt haw ln ha ba jw su yue";

  /** Whisper marks every 20 ms of 30 s. */
  private static final int TIME_STAMPS = 1501;

  private final int ranks;
  private final long fingerprint;

  @SuppressWarnings("ImmutableEnumChecker") // It comes from List.of.
  private final List<String> names;

  PublishedRanks(int ranks, long fingerprint, String... names) {
    this.ranks = ranks;
    this.fingerprint = fingerprint;
    this.names = List.of(names);
  }

  /** The encoding of one of the names. */
  abstract TiktokenEncoding encoding(String name);

  List<String> names() {
    return names;
  }

  /** The encoding that a file is published for, recognised by its content. */
  static Optional<TiktokenEncoding> find(RankFile file) {
    long found = -1;
    for (PublishedRanks known : values()) {
      if (known.ranks == file.tokens().length) {
        found = found < 0 ? file.fingerprint() : found;
        if (found == known.fingerprint) {
          return Optional.of(known.encoding(known.names.getFirst()));
        }
      }
    }
    return Optional.empty();
  }

  private static void addHarmony(Map<String, Integer> special) {
    for (int id = 200_000; id <= 201_087; id++) {
      if (id != 200_018) {
        special.put("<|reserved_" + id + "|>", id);
      }
    }
    Map<String, Integer> named =
        Map.of(
            "<|startoftext|>", 199_998,
            "<|return|>", 200_002,
            "<|constrain|>", 200_003,
            "<|channel|>", 200_005,
            "<|start|>", 200_006,
            "<|end|>", 200_007,
            "<|message|>", 200_008,
            "<|call|>", 200_012);
    special
        .keySet()
        .removeAll(named.values().stream().map(id -> "<|reserved_" + id + "|>").toList());
    special.putAll(named);
  }

  private static Map<String, Integer> whisper(int languages) {
    Map<String, Integer> special = new HashMap<>();
    int id = putRow(special, 50257, END_OF_TEXT, "<|startoftranscript|>");
    for (String language : List.of(LANGUAGES.split(" ")).subList(0, languages)) {
      special.put("<|" + language + "|>", id++);
    }
    id =
        putRow(
            special,
            id,
            "<|translate|>",
            "<|transcribe|>",
            "<|startoflm|>",
            "<|startofprev|>",
            "<|nospeech|>",
            "<|notimestamps|>");
    for (int i = 0; i < TIME_STAMPS; i++) {
      special.put(String.format(Locale.ROOT, "<|%.2f|>", i * 0.02), id++);
    }
    return special;
  }

  /** Gives consecutive ids to {@code spellings}; returns the next one. */
  private static int putRow(Map<String, Integer> special, int first, String... spellings) {
    int id = first;
    for (String spelling : spellings) {
      special.put(spelling, id++);
    }
    return id;
  }
}
