/**
 * Top-k completion: the most popular continuations of what a person has typed so far.
 *
 * <p>This version has the result type, {@link dev.ashlar.trie.Completion}, and with it the order in which completions
 * are ranked. The index itself is not in this version.
 *
 * <pre>{@code
 * List<Completion> ranked = Stream.of(new Completion("tree", 10), new Completion("true", 35))
 *         .sorted()
 *         .toList(); // true, tree
 * }</pre>
 *
 * <p>Everything here is immutable and may be shared by threads.
 */
package dev.ashlar.trie;
