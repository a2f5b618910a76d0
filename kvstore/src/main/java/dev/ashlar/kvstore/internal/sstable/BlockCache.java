package dev.ashlar.kvstore.internal.sstable;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;

/** Keeps uncompressed blocks in memory, up to a number of bytes; shared by all tables of a store. */
public final class BlockCache {
    /** Loads a block that is not in the cache. */
    @FunctionalInterface
    interface Loader {
        Block load() throws IOException;
    }

    private record Key(long table, long offset) {}

    private final Cache<Key, Block> blocks;

    public BlockCache(long maxBytes) {
        blocks = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((Key key, Block block) -> block.memory())
                .executor(Runnable::run) // maintenance on the caller's thread: no pool that the user did not start
                .build();
    }

    /** The block at an offset of a table; two threads may load the same one. */
    Block get(long table, long offset, Loader loader) throws IOException {
        Key key = new Key(table, offset);
        Block cached = blocks.getIfPresent(key);
        if (cached != null) {
            return cached;
        }
        Block loaded = loader.load();
        blocks.put(key, loaded);
        return loaded;
    }
}
