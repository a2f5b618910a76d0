/**
 * Top-k completion: the most popular continuations of what a person has typed so far.
 *
 * <table>
 * <caption>Choosing</caption>
 * <tr><th>Type</th><th>Use it when</th></tr>
 * <tr><td>{@link dev.ashlar.trie.Completer}</td>
 *     <td>texts and weights are known beforehand: built, written to a file, mapped, swapped for a newer one</td></tr>
 * <tr><td>{@link dev.ashlar.trie.LiveCompleter}</td>
 *     <td>they change while people ask</td></tr>
 * <tr><td>{@link dev.ashlar.trie.QueryLog}, {@link dev.ashlar.trie.Decay}</td>
 *     <td>weights come of what people ask for, by count, in a window, or fading</td></tr>
 * <tr><td>{@link dev.ashlar.trie.Cursor}</td>
 *     <td>no objects are to be made</td></tr>
 * <tr><td>{@link dev.ashlar.trie.Blocklist}</td>
 *     <td>some texts must not be suggested</td></tr>
 * <tr><td>{@link dev.ashlar.trie.ShardPlan}</td>
 *     <td>one machine is too small</td></tr>
 * <tr><td>{@link dev.ashlar.trie.PrefixTable}</td>
 *     <td>there is a key-value store, and no process to hold an index</td></tr>
 * </table>
 *
 * <pre>{@code
 * Completer completer = Completer.builder().add("tree", 10).add("true", 35).add("try", 29).build();
 * List<Completion> best = completer.top("tr", 2); // true, try
 * }</pre>
 *
 * <p>{@link dev.ashlar.trie.Folding} says which texts are the same, {@link dev.ashlar.trie.Matching} where in a text a match
 * may begin, {@link dev.ashlar.trie.Typos} what is forgiven, and {@link dev.ashlar.trie.Cursor} goes through completions without
 * making objects.
 *
 * <p>Threads may share all but builders and cursors. Deliberately missing: analysis of text (stemming, stop words), and
 * spelling correction of whole queries.
 */
package dev.ashlar.trie;
