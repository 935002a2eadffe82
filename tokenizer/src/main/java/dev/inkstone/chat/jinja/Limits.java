package dev.inkstone.chat.jinja;

/**
 * What one rendering may use: the numbers of {@code RenderLimits}, which checks them, for this
 * package that knows nothing of the one it serves.
 *
 * @param steps evaluated expressions, and items and characters walked
 * @param characters UTF-16 units of output
 * @param depth expressions, statements and macro calls inside each other
 */
public record Limits(long steps, int characters, int depth) {}
