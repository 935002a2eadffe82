/**
 * The Jinja language as chat templates use it: lexer, parser, interpreter and Python-like values,
 * rendering what Jinja2 renders in the sandbox Hugging Face Transformers sets up.
 *
 * <p>Strings here are {@link dev.inkstone.chat.jinja.Text}: they remember which characters the
 * template wrote. Not exported; {@link dev.inkstone.chat.ChatTemplate} is the way in.
 */
@NullMarked
package dev.inkstone.chat.jinja;

import org.jspecify.annotations.NullMarked;
