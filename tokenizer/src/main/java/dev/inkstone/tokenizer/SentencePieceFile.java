package dev.inkstone.tokenizer;

import dev.inkstone.error.ModelFormatException;
import dev.inkstone.tokenizer.numbers.IntList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A SentencePiece {@code .model} file as it stands: the fields of its protocol buffer that decide
 * how text is encoded.
 *
 * <p>Of {@code ModelProto} these are read: pieces (1) with piece (1), score (2) and type (3); the
 * trainer's (2) model_type (3), treat_whitespace_as_suffix (24), the ids of unknown, begin, end and
 * padding (40 to 43) and unk_surface (44); the normalizer's (3) precompiled_charsmap (2),
 * add_dummy_prefix (3), remove_extra_whitespaces (4) and escape_whitespaces (5). Ids of -1 mean
 * "none" and are stored as 64 bits.
 */
final class SentencePieceFile {
  /** How a model segments; numbered in this order from 1 on. */
  enum ModelType {
    UNIGRAM,
    BPE,
    WORD,
    CHAR
  }

  private final String source;
  private final List<String> pieces = new ArrayList<>();
  private final IntList types = new IntList();
  private float[] scores = new float[1024];

  private ModelType modelType = ModelType.UNIGRAM;
  private boolean spaceBehind;
  private int unknown;
  private int begin = 1;
  private int end = 2;
  private int padding = -1;
  private String unknownText = " \u2047 ";

  private byte[] charsMap = {};
  private boolean dummyPrefix = true;
  private boolean removesExtraSpaces = true;
  private boolean escapesSpaces = true;

  private SentencePieceFile(String source) {
    this.source = source;
  }

  /**
   * Reads a file.
   *
   * @throws ModelFormatException if it cannot be read or is not such a file
   */
  static SentencePieceFile read(Path file) {
    return parse(LimitedFile.read(file), file.toString());
  }

  /** Reads the content of a file. */
  static SentencePieceFile parse(byte[] content, String source) {
    SentencePieceFile file = new SentencePieceFile(source);
    ProtobufReader in = new ProtobufReader(content, source);
    for (int field = in.nextField(); field != 0; field = in.nextField()) {
      switch (field) {
        case 1 -> file.readPiece(in.message());
        case 2 -> file.readTrainer(in.message());
        case 3 -> file.readNormalizer(in.message());
        default -> in.skip();
      }
    }
    if (file.pieces.isEmpty()) {
      throw new ModelFormatException(source + ": a SentencePiece model without pieces");
    }
    return file;
  }

  String source() {
    return source;
  }

  ModelType modelType() {
    return modelType;
  }

  /** The spelling of each id. */
  String[] spellings() {
    return pieces.toArray(String[]::new);
  }

  /** The type of each id. */
  TokenType[] types() {
    TokenType[] known = TokenType.values();
    TokenType[] all = new TokenType[pieces.size()];
    for (int id = 0; id < all.length; id++) {
      int type = types.get(id);
      if (type < 1 || type > known.length) {
        throw new ModelFormatException(
            "%s: piece %d has the type %d, expected 1 to %d"
                .formatted(source, id, type, known.length));
      }
      all[id] = known[type - 1];
    }
    return all;
  }

  /** The score of each id. */
  float[] scores() {
    return Arrays.copyOf(scores, pieces.size());
  }

  /** The id of the unknown token, or -1. */
  int unknown() {
    return idOrNone(unknown);
  }

  /** The id of the token that begins a text, or -1. */
  int begin() {
    return idOrNone(begin);
  }

  /** The id of the token that ends one, or -1. */
  int end() {
    return idOrNone(end);
  }

  /** The id of the padding token, or -1. */
  int padding() {
    return idOrNone(padding);
  }

  /** What the unknown token stands for in decoded text. */
  String unknownText() {
    return unknownText;
  }

  /** The table of replacements of the normalizer; empty for none. */
  byte[] charsMap() {
    return charsMap;
  }

  /** What its normalizer does to spaces. */
  SentencePieceSpaces spaces() {
    return new SentencePieceSpaces(dummyPrefix, spaceBehind, removesExtraSpaces, escapesSpaces);
  }

  private int idOrNone(int id) {
    return id < pieces.size() ? Math.max(id, -1) : -1;
  }

  private void readPiece(ProtobufReader in) {
    String piece = "";
    float score = 0;
    int type = 1;
    for (int field = in.nextField(); field != 0; field = in.nextField()) {
      switch (field) {
        case 1 -> piece = in.text();
        case 2 -> score = in.binary32();
        case 3 -> type = in.integer();
        default -> in.skip();
      }
    }
    if (pieces.size() == scores.length) {
      scores = Arrays.copyOf(scores, 2 * scores.length);
    }
    scores[pieces.size()] = score;
    pieces.add(piece);
    types.add(type);
  }

  private void readTrainer(ProtobufReader in) {
    for (int field = in.nextField(); field != 0; field = in.nextField()) {
      switch (field) {
        case 3 -> modelType = modelType(in.integer());
        case 24 -> spaceBehind = in.flag();
        case 40 -> unknown = in.integer();
        case 41 -> begin = in.integer();
        case 42 -> end = in.integer();
        case 43 -> padding = in.integer();
        case 44 -> unknownText = in.text();
        default -> in.skip();
      }
    }
  }

  private void readNormalizer(ProtobufReader in) {
    for (int field = in.nextField(); field != 0; field = in.nextField()) {
      switch (field) {
        case 2 -> charsMap = in.bytes();
        case 3 -> dummyPrefix = in.flag();
        case 4 -> removesExtraSpaces = in.flag();
        case 5 -> escapesSpaces = in.flag();
        default -> in.skip();
      }
    }
  }

  private ModelType modelType(int number) {
    ModelType[] known = ModelType.values();
    if (number < 1 || number > known.length) {
      throw new ModelFormatException(
          "%s: trainer_spec.model_type is %d, expected 1 to %d"
              .formatted(source, number, known.length));
    }
    return known[number - 1];
  }
}
