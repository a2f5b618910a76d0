package dev.ashlar.benchmarks.bloom;

import com.google.common.hash.Funnels;
import dev.ashlar.bloom.BinaryFuseFilter;
import dev.ashlar.bloom.BloomFilter;
import dev.ashlar.bloom.ConcurrentBloomFilter;
import dev.ashlar.bloom.MembershipFilter;
import dev.ashlar.bloom.RibbonFilter;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import org.fastfilter.bloom.BlockedBloom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A query, of keys of which half are in the filter. All take long keys, which Guava hashes, fastfilter mixes, and ours take
 * as hashes (the built-once ones mix them again).
 *
 * <p>At 1 % for what has a choice; fastfilter's blocked filter has 11 bits a key, which is near 1 % too.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BloomFilterQueryBenchmark {
    private static final int QUERIES = 1 << 16;
    private static final int BATCH = Long.SIZE;

    /** {@code read} is the floor: the array of queries alone. */
    @Param({"bloom", "concurrent", "fuse8", "ribbon8", "fastfilter", "guava", "read"})
    public String filter;

    @Param({"1000000", "50000000"})
    public int keys;

    private final long[] queries = new long[QUERIES];
    private LongPredicate contains;
    private MembershipFilter ours;
    private int next;

    @Setup
    public void fill() {
        long[] hashes = new SplittableRandom(1).longs(keys).toArray();
        ours = switch (filter) {
            case "bloom" -> {
                BloomFilter filled = BloomFilter.create(keys, 0.01);
                for (long hash : hashes) {
                    filled.putHash(hash);
                }
                yield filled;
            }
            case "concurrent" -> {
                ConcurrentBloomFilter filled = ConcurrentBloomFilter.create(keys, 0.01);
                for (long hash : hashes) {
                    filled.addIfAbsentHash(hash);
                }
                yield filled;
            }
            case "ribbon8" -> RibbonFilter.of(hashes, 8);
            default -> BinaryFuseFilter.of(filter.equals("fuse8") ? hashes : new long[0]);
        };
        contains = switch (filter) {
            case "fastfilter" -> BlockedBloom.construct(hashes, 11)::mayContain;
            case "guava" -> guava(hashes);
            case "read" -> key -> key != 0;
            default -> ours::mightContainHash;
        };
        SplittableRandom random = new SplittableRandom(2);
        int found = 0;
        for (int i = 0; i < QUERIES; i += 2) {
            queries[i] = hashes[random.nextInt(keys)];
            queries[i + 1] = random.nextLong();
            found += contains.test(queries[i]) ? 1 : 0;
        }
        if (found != QUERIES / 2) {
            throw new IllegalStateException("a key that was put must be found");
        }
    }

    private static LongPredicate guava(long[] hashes) {
        com.google.common.hash.BloomFilter<Long> filled =
                com.google.common.hash.BloomFilter.create(Funnels.longFunnel(), hashes.length, 0.01);
        for (long hash : hashes) {
            filled.put(hash);
        }
        return filled::mightContain;
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int query() {
        int from = next;
        next = (from + BATCH) & (QUERIES - 1);
        int found = 0;
        for (int i = from; i < from + BATCH; i++) {
            found += contains.test(queries[i]) ? 1 : 0;
        }
        return found;
    }

    /** The same queries, 64 at once; of interest for {@code bloom} only, as the others go one by one. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long batch() {
        int from = next;
        next = (from + BATCH) & (QUERIES - 1);
        return ours.mightContainHashes(queries, from, BATCH);
    }
}
