/**
 * Filters that tell what is <em>certainly not</em> in a set, in a few bits a key.
 *
 * <table>
 * <caption>Choosing</caption>
 * <tr><th>Type</th><th>Bits a key at 1 %</th><th>Use it when</th></tr>
 * <tr><td>{@link dev.ashlar.bloom.BloomFilter}</td><td>10.1</td>
 *     <td>keys come one by one, look-ups must be fast, and one thread writes</td></tr>
 * <tr><td>{@link dev.ashlar.bloom.ClassicBloomFilter}</td><td>9.6</td>
 *     <td>keys come one by one, and memory counts more than time</td></tr>
 * <tr><td>{@link dev.ashlar.bloom.ConcurrentBloomFilter}</td><td>12.1</td>
 *     <td>many threads add, or it matters who was the first to add a key</td></tr>
 * <tr><td>{@link dev.ashlar.bloom.CountingBloomFilter}</td><td>45.7</td>
 *     <td>keys are removed again</td></tr>
 * <tr><td>{@link dev.ashlar.bloom.ScalableBloomFilter}</td><td>20 to 30</td>
 *     <td>nobody knows how many keys there will be</td></tr>
 * <tr><td>{@link dev.ashlar.bloom.BinaryFuseFilter}</td><td>9.0 or 8.6, at 0.4 %</td>
 *     <td>all keys are known beforehand, and look-ups must be fast</td></tr>
 * <tr><td>{@link dev.ashlar.bloom.RibbonFilter}</td><td>7.1, at 0.8 %</td>
 *     <td>all keys are known beforehand, and memory counts more than time</td></tr>
 * </table>
 *
 * <pre>{@code
 * BloomFilter seen = BloomFilter.create(1_000_000, 0.01);
 * seen.put("https://example.org/");
 * if (!seen.mightContain("https://example.org/a")) {
 *     // certainly new: no need to ask the slow store behind the filter
 * }
 * byte[] bytes = seen.toByteArray();
 * BloomFilter again = BloomFilter.fromByteArray(bytes);
 * MembershipFilter inPlace = MembershipFilter.view(ByteBuffer.wrap(bytes)); // or a mapped file
 * }</pre>
 *
 * <p>{@link dev.ashlar.bloom.GuavaBloomFilter} and {@link dev.ashlar.bloom.ParquetBloomFilter} read what others wrote.
 *
 * <p>Threads: see each type. Deliberately missing: listing keys, and any type of key but bytes, text and
 * 64-bit hashes (hash what you have, then use the hash).
 */
package dev.ashlar.bloom;
