package dev.inkstone.chat.jinja;

import dev.inkstone.error.ChatTemplateException;
import java.util.List;

/** The tokens of a template and the place the parser has reached, with the errors it reports. */
final class Tokens {
  private static final int MAX_DEPTH = 100;

  private final List<Token> all;
  private int at;
  private int depth;

  Tokens(List<Token> all) {
    this.all = all;
  }

  Token current() {
    return all.get(at);
  }

  Token ahead() {
    return all.get(Math.min(at + 1, all.size() - 1));
  }

  int line() {
    return current().line();
  }

  Token next() {
    Token token = current();
    if (token.kind() != Token.Kind.END) {
      at++;
    }
    return token;
  }

  boolean isOperator(String operator) {
    return current().isOperator(operator);
  }

  boolean isName(String name) {
    return current().isName(name);
  }

  boolean skipOperator(String operator) {
    return skip(isOperator(operator));
  }

  boolean skipName(String name) {
    return skip(isName(name));
  }

  private boolean skip(boolean matches) {
    at += matches ? 1 : 0;
    return matches;
  }

  void expectOperator(String operator) {
    if (!skipOperator(operator)) {
      throw unexpected("'" + operator + "'");
    }
  }

  void expectName(String name) {
    if (!skipName(name)) {
      throw unexpected("'" + name + "'");
    }
  }

  Token expect(Token.Kind kind, String description) {
    if (current().kind() != kind) {
      throw unexpected(description);
    }
    return next();
  }

  ChatTemplateException unexpected(String wanted) {
    return failure(line(), "found " + current().described() + ", expected " + wanted);
  }

  ChatTemplateException failure(int line, String message) {
    return new ChatTemplateException("chat template, line " + line + ": " + message);
  }

  /** Notes one more level of nesting; templates nested too deep would exhaust the stack. */
  void enter() {
    if (++depth > MAX_DEPTH) {
      throw failure(line(), "nested more than " + MAX_DEPTH + " levels deep");
    }
  }

  void leave() {
    depth--;
  }
}
