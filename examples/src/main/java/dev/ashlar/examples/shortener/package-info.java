/**
 * A URL shortener: long URLs in, codes of seven characters out, and back.
 *
 * <table>
 * <caption>What is where</caption>
 * <tr><th>Type</th><th>What it does</th></tr>
 * <tr><td>{@link dev.ashlar.examples.shortener.LinkStore}</td><td>keeps the links, in a key-value store</td></tr>
 * <tr><td>{@link dev.ashlar.examples.shortener.CodeMaker}</td><td>makes codes: from ids, hashes, or numbers</td></tr>
 * <tr><td>{@link dev.ashlar.examples.shortener.UrlRules}</td><td>says which URLs are taken</td></tr>
 * <tr><td>{@link dev.ashlar.examples.shortener.ShortenerCommand}</td><td>shortens a list and proves the result</td></tr>
 * <tr><td>{@link dev.ashlar.examples.shortener.ServeCommand}</td><td>serves the HTTP API and the page</td></tr>
 * </table>
 */
@NullMarked
package dev.ashlar.examples.shortener;

import org.jspecify.annotations.NullMarked;
