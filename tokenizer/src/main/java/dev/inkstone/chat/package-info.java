/** Chat messages and the Jinja templates, carried by model files, that turn them into prompts. */
@NullMarked
package dev.inkstone.chat;

import org.jspecify.annotations.NullMarked;
