package dev.ashlar.benchmarks.bloom;

import com.google.common.hash.Funnels;
import dev.ashlar.bloom.BinaryFuseFilter;
import dev.ashlar.bloom.BloomFilter;
import dev.ashlar.bloom.ClassicBloomFilter;
import dev.ashlar.bloom.ConcurrentBloomFilter;
import dev.ashlar.bloom.CountingBloomFilter;
import dev.ashlar.bloom.MembershipFilter;
import dev.ashlar.bloom.RibbonFilter;
import org.fastfilter.bloom.BlockedBloom;
import org.fastfilter.xor.XorFuse8;

/**
 * A filter of long keys, whosever it is: Guava hashes them, fastfilter mixes them, ours take them as hashes (the built-once
 * ones mix them again).
 *
 * <p>At 1 % for what has a choice; fastfilter's blocked filter has 11 bits a key, which is near 1 % too.
 */
interface Filter {
    boolean contains(long key);

    /** Adds a key; {@link UnsupportedOperationException} where filters are built once. */
    default void add(long key) {
        throw new UnsupportedOperationException();
    }

    double FPP = 0.01;

    /** The filter of a name that has all the keys. */
    static Filter of(String name, long[] keys) {
        Filter filter = switch (name) {
            case "bloom" -> new Bloom(BloomFilter.create(keys.length, FPP));
            case "classic" -> new Classic(ClassicBloomFilter.create(keys.length, FPP));
            case "concurrent" -> new Concurrent(ConcurrentBloomFilter.create(keys.length, FPP));
            case "counting" -> new Counting(CountingBloomFilter.create(keys.length, FPP));
            case "guava" ->
                new Guava(com.google.common.hash.BloomFilter.create(Funnels.longFunnel(), keys.length, FPP));
            case "fuse8" -> new Static(BinaryFuseFilter.of(keys));
            case "ribbon8" -> new Static(RibbonFilter.of(keys, 8));
            case "fastfilter" -> new Blocked(BlockedBloom.construct(keys, 11));
            case "xorfuse8" -> new Xor(XorFuse8.construct(keys));
            case "line" -> new Line(new long[(int) (keys.length * 10L / Long.SIZE)]);
            case "read" -> key -> key != 0;
            default -> throw new IllegalArgumentException("no such filter: " + name);
        };
        if (filter.isDynamic()) {
            for (long key : keys) {
                filter.add(key);
            }
        }
        return filter;
    }

    /** Whether keys are added one by one; the others are made of all of them. */
    default boolean isDynamic() {
        return false;
    }

    /** A floor: one read of memory, as large as a filter of ten bits a key. */
    final class Line implements Filter {
        private final long[] words;

        private Line(long[] words) {
            this.words = words;
        }

        @Override
        public boolean contains(long key) {
            return words[(int) Math.multiplyHigh(key >>> 1, 2L * words.length)] == 0;
        }
    }

    record Bloom(BloomFilter filter) implements Filter {
        @Override
        public boolean contains(long key) {
            return filter.mightContainHash(key);
        }

        @Override
        public void add(long key) {
            filter.putHash(key);
        }

        @Override
        public boolean isDynamic() {
            return true;
        }
    }

    record Classic(ClassicBloomFilter filter) implements Filter {
        @Override
        public boolean contains(long key) {
            return filter.mightContainHash(key);
        }

        @Override
        public void add(long key) {
            filter.putHash(key);
        }

        @Override
        public boolean isDynamic() {
            return true;
        }
    }

    record Concurrent(ConcurrentBloomFilter filter) implements Filter {
        @Override
        public boolean contains(long key) {
            return filter.mightContainHash(key);
        }

        @Override
        public void add(long key) {
            filter.addIfAbsentHash(key);
        }

        @Override
        public boolean isDynamic() {
            return true;
        }
    }

    record Counting(CountingBloomFilter filter) implements Filter {
        @Override
        public boolean contains(long key) {
            return filter.mightContainHash(key);
        }

        @Override
        public void add(long key) {
            filter.putHash(key);
        }

        @Override
        public boolean isDynamic() {
            return true;
        }
    }

    record Static(MembershipFilter filter) implements Filter {
        @Override
        public boolean contains(long key) {
            return filter.mightContainHash(key);
        }
    }

    record Guava(com.google.common.hash.BloomFilter<Long> filter) implements Filter {
        @Override
        public boolean contains(long key) {
            return filter.mightContain(key);
        }

        @Override
        public void add(long key) {
            filter.put(key);
        }

        @Override
        public boolean isDynamic() {
            return true;
        }
    }

    record Blocked(BlockedBloom filter) implements Filter {
        @Override
        public boolean contains(long key) {
            return filter.mayContain(key);
        }

        @Override
        public void add(long key) {
            filter.add(key);
        }
    }

    record Xor(XorFuse8 filter) implements Filter {
        @Override
        public boolean contains(long key) {
            return filter.mayContain(key);
        }
    }
}
