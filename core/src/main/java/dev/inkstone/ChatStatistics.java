package dev.inkstone;

/**
 * What a conversation has cost so far.
 *
 * @param turns answers given
 * @param promptTokens tokens of all prompts
 * @param reusedTokens how many of them the cache already held
 * @param completionTokens tokens generated
 * @param cachedTokens tokens the cache holds now
 * @param cacheBytes off-heap bytes of the cache now
 */
public record ChatStatistics(
    int turns,
    long promptTokens,
    long reusedTokens,
    long completionTokens,
    int cachedTokens,
    long cacheBytes) {}
