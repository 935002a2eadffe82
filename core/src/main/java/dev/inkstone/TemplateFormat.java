package dev.inkstone;

import dev.inkstone.chat.ChatMessage;
import dev.inkstone.chat.ChatOptions;
import dev.inkstone.chat.ChatTemplate;
import dev.inkstone.tokenizer.SpecialTokens;
import dev.inkstone.tokenizer.Tokenizer;
import java.util.List;
import java.util.OptionalInt;

/** A conversation spelled by the Jinja template of a model file. */
record TemplateFormat(ChatTemplate template, ChatOptions options, PromptEncoder encoder)
    implements ChatFormat {

  /** Parses {@code source}; throws ChatTemplateException if it is broken. */
  static TemplateFormat parse(String source, PromptEncoder encoder) {
    Tokenizer tokenizer = encoder.tokenizer();
    SpecialTokens special = tokenizer.specialTokens();
    ChatOptions options = ChatOptions.DEFAULT;
    options = withToken(options, "bos_token", special.bos(), tokenizer);
    options = withToken(options, "eos_token", special.eos(), tokenizer);
    options = withToken(options, "unk_token", special.unk(), tokenizer);
    options = withToken(options, "pad_token", special.pad(), tokenizer);
    return new TemplateFormat(ChatTemplate.parse(source), options, encoder);
  }

  private static ChatOptions withToken(
      ChatOptions options, String name, OptionalInt id, Tokenizer tokenizer) {
    return id.isPresent()
        ? options.withSpecialToken(name, tokenizer.token(id.getAsInt()))
        : options;
  }

  @Override
  public int[] encode(List<ChatMessage> messages) {
    return encoder.rendered(template.render(messages, options).encode(encoder.tokenizer()));
  }
}
