package dev.inkstone.chat.jinja;

import dev.inkstone.error.ChatTemplateException;
import dev.inkstone.error.TemplateRaisedException;

/** A rendering error that does not know its line yet; the interpreter adds it on the way out. */
class Failure extends ChatTemplateException {
  private static final long serialVersionUID = 1L;

  Failure(String message) {
    super(message);
  }

  ChatTemplateException at(int line) {
    return new ChatTemplateException("chat template, line " + line + ": " + getMessage(), this);
  }

  /** What the template itself raised: its message must arrive unchanged. */
  static final class Raised extends Failure {
    private static final long serialVersionUID = 1L;
    private final String words;

    Raised(String words) {
      super(words);
      this.words = words;
    }

    @Override
    ChatTemplateException at(int line) {
      return new TemplateRaisedException(words, line);
    }
  }
}
