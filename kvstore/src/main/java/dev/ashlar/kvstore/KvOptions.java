package dev.ashlar.kvstore;

import dev.ashlar.kvstore.internal.sstable.BlockCache;
import dev.ashlar.kvstore.internal.sstable.TableWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * How a store is opened; immutable, and may be used for any number of stores.
 *
 * <pre>{@code
 * KvOptions options = KvOptions.builder()
 *         .durability(Durability.SYNC)
 *         .blockCacheBytes(256 << 20)
 *         .build();
 * }</pre>
 *
 * <p>Nothing here is written to the store, so every option may change from one opening to the next.
 */
public final class KvOptions {
    /** All defaults. */
    public static final KvOptions DEFAULT = builder().build();

    /** The deepest level that tables are merged into. */
    public static final int DEEPEST_LEVEL = 6;

    private final boolean createIfMissing;
    private final Durability durability;
    private final long memtableBytes;
    private final long blockCacheBytes;
    private final int blockBytes;
    private final List<Compression> compression;
    private final double filterFpp;
    private final long tableBytes;
    private final boolean checkedSlices;
    private final boolean trackHandles;
    private final long memoryBytes;
    private final RecoveryMode recovery;
    private final KvListener listener;
    private final CompactionStyle compaction;
    private final int indexPartitionBytes;

    private KvOptions(Builder builder) {
        createIfMissing = builder.createIfMissing;
        durability = builder.durability;
        memtableBytes = builder.memtableBytes;
        blockCacheBytes = builder.blockCacheBytes;
        blockBytes = builder.blockBytes;
        compression = List.of(builder.compression);
        filterFpp = builder.filterFpp;
        tableBytes = builder.tableBytes;
        checkedSlices = builder.checkedSlices;
        trackHandles = builder.trackHandles;
        memoryBytes = builder.memoryBytes;
        recovery = builder.recovery;
        listener = builder.listener;
        compaction = builder.compaction;
        indexPartitionBytes = builder.indexPartitionBytes;
    }

    /**
     * Begins with the defaults.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder().compression(Compression.LZ4);
    }

    /**
     * Tells whether a store is created where there is none.
     *
     * @return true by default
     */
    public boolean createIfMissing() {
        return createIfMissing;
    }

    /**
     * Returns what writes survive that do not say it themselves.
     *
     * @return {@link Durability#OS} by default
     */
    public Durability durability() {
        return durability;
    }

    /**
     * Returns the size at which the table in memory is written to a file.
     *
     * @return bytes, 32 MiB by default
     */
    public long memtableBytes() {
        return memtableBytes;
    }

    /**
     * Returns the memory for uncompressed blocks, and for the indexes of big tables.
     *
     * @return bytes, 64 MiB by default
     */
    public long blockCacheBytes() {
        return blockCacheBytes;
    }

    /**
     * Returns the size at which a block of a table is ended, before compression.
     *
     * @return bytes, 4 KiB by default
     */
    public int blockBytes() {
        return blockBytes;
    }

    /**
     * Returns how blocks are compressed that are written to a level.
     *
     * @param level 0 to {@value #DEEPEST_LEVEL}
     * @return {@link Compression#LZ4} by default
     * @throws IllegalArgumentException if there is no such level
     */
    public Compression compression(int level) {
        return compression.get((int) Builder.inRange("level", level, 0, DEEPEST_LEVEL));
    }

    /**
     * Returns the false-positive probability of the filters of tables.
     *
     * @return 0.01 by default
     */
    public double filterFpp() {
        return filterFpp;
    }

    /**
     * Returns the size at which a compaction ends a table and begins the next.
     *
     * @return bytes, 32 MiB by default
     */
    public long tableBytes() {
        return tableBytes;
    }

    /**
     * Tells whether a {@link Slice} that is used after its time is an error.
     *
     * @return false by default
     */
    public boolean checkedSlices() {
        return checkedSlices;
    }

    /**
     * Tells whether it is remembered where cursors and snapshots are opened.
     *
     * @return false by default
     */
    public boolean trackHandles() {
        return trackHandles;
    }

    /**
     * Returns the memory that the store may take in all.
     *
     * @return bytes; 0, the default, for no more than the sum of what the other options allow
     */
    public long memoryBytes() {
        return memoryBytes;
    }

    /**
     * Returns how much damage to the logs an opening puts up with.
     *
     * @return {@link RecoveryMode#POINT_IN_TIME} by default
     */
    public RecoveryMode recovery() {
        return recovery;
    }

    /**
     * Returns who is told what the store does by itself.
     *
     * @return by default one that logs a warning for each handle that was not closed
     */
    public KvListener listener() {
        return listener;
    }

    /**
     * Returns how tables are merged.
     *
     * @return {@link CompactionStyle#LEVELED} by default
     */
    public CompactionStyle compaction() {
        return compaction;
    }

    /** The size at which a partition of a table's index is ended, before compression. */
    int indexPartitionBytes() {
        return indexPartitionBytes;
    }

    /** With how many keys a compaction ends a table, so that making its filter takes a sixteenth of the budget at most. */
    int tableKeys() {
        long share = (memoryBytes - 2 * memtableBytes) / 16 / TableWriter.filterBytesPerKey(filterFpp);
        return memoryBytes == 0 ? TableWriter.MOST_KEYS : (int) Math.min(share, TableWriter.MOST_KEYS);
    }

    /** The cache of an open store: what is left of the budget when both memtables are full and two tables are written. */
    BlockCache newCache() {
        if (memoryBytes == 0) {
            return new BlockCache(blockCacheBytes);
        }
        BlockCache cache = new BlockCache(memoryBytes, true);
        cache.reserve(2 * memtableBytes + 2L * tableKeys() * TableWriter.filterBytesPerKey(filterFpp));
        return cache;
    }

    /** Collects options; for one thread. */
    public static final class Builder {
        private static final long MIB = 1 << 20;

        private boolean createIfMissing = true;
        private Durability durability = Durability.OS;
        private boolean trackHandles;
        private long memoryBytes;
        private RecoveryMode recovery = RecoveryMode.POINT_IN_TIME;
        private CompactionStyle compaction = CompactionStyle.LEVELED;
        private KvListener listener = new KvListener() {};
        private long memtableBytes = 32 * MIB;
        private long blockCacheBytes = 64 * MIB;
        private int blockBytes = 4096;
        private final Compression[] compression = new Compression[DEEPEST_LEVEL + 1];
        private double filterFpp = 0.01;
        private long tableBytes = 32 * MIB;
        private boolean checkedSlices;
        private int indexPartitionBytes = TableWriter.INDEX_PARTITION_BYTES;

        private Builder() {}

        /**
         * Sets whether a store is created where there is none.
         *
         * @param value false to fail instead
         * @return this
         */
        public Builder createIfMissing(boolean value) {
            createIfMissing = value;
            return this;
        }

        /**
         * Sets what writes survive that do not say it themselves.
         *
         * @param value the durability of {@link KvStore#put(byte[], byte[])} and its like
         * @return this
         */
        public Builder durability(Durability value) {
            durability = Objects.requireNonNull(value, "durability");
            return this;
        }

        /**
         * Sets the size at which the table in memory is written to a file. Twice this much can be in memory: one table
         * that is being written out and one that takes the writes meanwhile. A write takes its key and value, and about
         * 30 bytes.
         *
         * @param value bytes, 4 KiB to 1 GiB; memory is taken in steps of 1 MiB
         * @return this
         * @throws IllegalArgumentException if it is out of its range
         */
        public Builder memtableBytes(long value) {
            memtableBytes = inRange("memtableBytes", value, 4 << 10, 1 << 30);
            return this;
        }

        /**
         * Sets the memory for uncompressed blocks, and for the indexes of big tables. Other indexes and all filters are in memory
         * beside it.
         *
         * @param value bytes, 0 or more; 0 keeps none
         * @return this
         * @throws IllegalArgumentException if it is negative
         */
        public Builder blockCacheBytes(long value) {
            blockCacheBytes = inRange("blockCacheBytes", value, 0, Long.MAX_VALUE);
            return this;
        }

        /**
         * Sets the size at which a block of a table is ended, before compression. Larger blocks compress better and make
         * the index smaller; smaller ones make a read that misses the cache cheaper.
         *
         * @param value bytes, 512 to 1 MiB
         * @return this
         * @throws IllegalArgumentException if it is out of its range
         */
        public Builder blockBytes(int value) {
            blockBytes = (int) inRange("blockBytes", value, 512, 1 << 20);
            return this;
        }

        /**
         * Sets how blocks are compressed. Tables that are there keep what they have.
         *
         * @param value the compression of new tables
         * @return this
         */
        public Builder compression(Compression value) {
            Arrays.fill(compression, Objects.requireNonNull(value, "compression"));
            return this;
        }

        /**
         * Sets how blocks are compressed that are written to a level. A table that is moved to another level as it is keeps what it
         * has; so without compression on level 0, what is written in the order of the keys has none on any.
         *
         * @param level 0, where flushed tables are, to {@value #DEEPEST_LEVEL}, which has most of the data
         * @param value the compression of tables written to it
         * @return this
         * @throws IllegalArgumentException if there is no such level
         */
        public Builder compression(int level, Compression value) {
            compression[(int) inRange("level", level, 0, DEEPEST_LEVEL)] = Objects.requireNonNull(value, "compression");
            return this;
        }

        /**
         * Sets the false-positive probability of the filters of new tables: how often a table is read in vain for a key
         * that it does not have. Those of tables that were merged come in steps: 9 to 10 bits a key at 1/256 and above, 18 to 20 from
         * there down to 1/65,536. Tables that were flushed, and all below that, take 10 bits at 0.01, 16 at 0.001, 52 at 1e-6 and
         * 187 at 1e-9.
         *
         * @param value 1e-9 to 0.5
         * @return this
         * @throws IllegalArgumentException if it is out of its range
         */
        public Builder filterFpp(double value) {
            if (!(value >= 1e-9 && value <= 0.5)) {
                throw new IllegalArgumentException("filterFpp must be in [1.0E-9, 0.5]: filterFpp=" + value);
            }
            filterFpp = value;
            return this;
        }

        /**
         * Sets the size at which a compaction ends a table and begins the next. Larger tables are fewer files; smaller ones
         * let a compaction rewrite less at a time. A table ends at {@value TableWriter#MOST_KEYS} keys too, or fewer with a
         * small {@linkplain #memoryBytes budget}.
         *
         * @param value bytes, 4 KiB to 1 GiB
         * @return this
         * @throws IllegalArgumentException if it is out of its range
         */
        public Builder tableBytes(long value) {
            tableBytes = inRange("tableBytes", value, 4 << 10, 1 << 30);
            return this;
        }

        /**
         * Sets whether a {@link Slice} that is used after its cursor has moved on throws, instead of reading the bytes of
         * another entry. Each move then allocates.
         *
         * @param value true for tests, and to look for a mistake
         * @return this
         */
        public Builder checkedSlices(boolean value) {
            checkedSlices = value;
            return this;
        }

        /**
         * Sets whether it is remembered where cursors and snapshots are opened, to be told of those that were not closed: see
         * {@link KvListener#leaked}. Each then costs a stack trace more.
         *
         * @param value true to look for a leak
         * @return this
         */
        public Builder trackHandles(boolean value) {
            trackHandles = value;
            return this;
        }

        /**
         * Sets one budget for the memory of the store, in the place of {@link #blockCacheBytes}: twice {@link #memtableBytes}, the
         * filters of all tables and the indexes of those that are not big, a block and a part of an index for each table that an open
         * cursor stands in, an eighth of the rest for making filters, and the cache, which has blocks and the indexes of big tables.
         * The cache gives way to all others, down to nothing; these are taken even where the budget is exceeded.
         *
         * @param value bytes, at least twice {@code memtableBytes} and 1 MiB; or 0 for none
         * @return this
         * @throws IllegalArgumentException if it is negative
         */
        public Builder memoryBytes(long value) {
            memoryBytes = inRange("memoryBytes", value, 0, Long.MAX_VALUE);
            return this;
        }

        /**
         * Sets how tables are merged. A store that was merged in another way goes on in this one.
         *
         * @param value the style
         * @return this
         */
        public Builder compaction(CompactionStyle value) {
            compaction = Objects.requireNonNull(value, "compaction");
            return this;
        }

        /**
         * Sets how much damage to the logs an opening puts up with.
         *
         * @param value the mode
         * @return this
         */
        public Builder recovery(RecoveryMode value) {
            recovery = Objects.requireNonNull(value, "recovery");
            return this;
        }

        /**
         * Sets who is told what the store does by itself.
         *
         * @param value the listener
         * @return this
         */
        public Builder listener(KvListener value) {
            listener = Objects.requireNonNull(value, "listener");
            return this;
        }

        /** Sets the size at which a partition of a table's index is ended: for tests, whose tables are small. */
        Builder indexPartitionBytes(int value) {
            indexPartitionBytes = value;
            return this;
        }

        /**
         * Returns the options.
         *
         * @return what was set, and the defaults for the rest
         * @throws IllegalArgumentException if the budget does not suffice for the memtables
         */
        public KvOptions build() {
            if (memoryBytes != 0 && memoryBytes < 2 * memtableBytes + MIB) {
                throw new IllegalArgumentException(
                        "memoryBytes must be at least 1 MiB more than twice memtableBytes: memoryBytes=" + memoryBytes
                                + ", memtableBytes=" + memtableBytes);
            }
            return new KvOptions(this);
        }

        private static long inRange(String name, long value, long min, long max) {
            if (value < min || value > max) {
                throw new IllegalArgumentException(
                        name + " must be in [" + min + ", " + max + "]: " + name + "=" + value);
            }
            return value;
        }
    }
}
