package dev.inkstone.bench;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;
import dev.inkstone.tokenizer.EncodeOptions;
import dev.inkstone.tokenizer.TiktokenEncoding;
import dev.inkstone.tokenizer.TiktokenTokenizers;
import dev.inkstone.tokenizer.Tokenizer;
import java.nio.file.Path;

/** jtokkit, which carries OpenAI's rank files itself: special tokens are plain text. */
record JtokkitPeer(Encoding library, Tokenizer own) implements TokenizerPeer {

  /** A rank file whose name before the first dot is that of the encoding. */
  static JtokkitPeer open(Path file) {
    String name = file.getFileName().toString().replaceFirst("\\..*", "");
    return new JtokkitPeer(
        encoding(name), TiktokenTokenizers.load(file, TiktokenEncoding.named(name)));
  }

  /** An encoding by its name, for example {@code cl100k_base}. */
  static Encoding encoding(String name) {
    EncodingType type =
        EncodingType.fromName(name)
            .orElseThrow(() -> new IllegalArgumentException("jtokkit has no encoding " + name));
    return Encodings.newLazyEncodingRegistry().getEncoding(type);
  }

  @Override
  public int[] encode(String text) {
    return library.encodeOrdinary(text).toArray();
  }

  @Override
  public String decode(int[] ids) {
    IntArrayList list = new IntArrayList(ids.length);
    for (int id : ids) {
      list.add(id);
    }
    return library.decode(list);
  }

  @Override
  public EncodeOptions alike(String text) {
    return EncodeOptions.PLAIN;
  }

  @Override
  public boolean canReturn(String text) {
    return true;
  }
}
