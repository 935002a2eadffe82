package dev.inkstone.chat.jinja;

/**
 * What one rendering may use.
 *
 * @param steps evaluated expressions, and items and characters walked
 * @param characters UTF-16 units of output
 * @param depth expressions, statements and macro calls inside each other
 */
public record Limits(long steps, int characters, int depth) {}
