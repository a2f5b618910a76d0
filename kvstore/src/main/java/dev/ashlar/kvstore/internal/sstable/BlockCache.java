package dev.ashlar.kvstore.internal.sstable;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps uncompressed blocks in memory, never more than a number of bytes; shared by all tables of a store and by any
 * number of threads.
 *
 * <p>A hit takes no lock, allocates nothing and hashes nothing: a table knows the place of each of its blocks. A scan over
 * more blocks than fit does not drive out those that are read again and again, and a block larger than a tenth of the limit is
 * not kept.
 *
 * <p>Blocks can be below others: those of a table below the partition of its index that names them. The places below go with
 * what they are below, and so do the blocks in them, so that what is known of a table is bounded too.
 *
 * <p>Source: Yang, Zhang, Qiu, Yue and Rashmi, "FIFO queues are all you need for cache eviction", SOSP 2023 (S3-FIFO).
 */
public final class BlockCache {
    /*
     * Three queues: a block comes into the small one, a tenth of the bytes; was it read there again, it goes on to the
     * main one, and else it goes, and its name into the ghosts. A block whose name is among these comes into the main
     * queue at once. What leaves the main queue and was read there goes back to its end. Hits only count up in the block's
     * node; all else is done under the lock by whoever adds a block, who has just read and uncompressed one.
     *
     * Every read of a block reads what it is below first, and that is in a queue before it; so when that goes, what is
     * below has been read no more often, and mostly has gone before.
     */
    private static final int MAX_VISITS = 3;

    /** One in ten. */
    private static final int SMALL_SHARE = 10;

    /** What an object and an array take beside their contents, about. */
    private static final int OVERHEAD_BYTES = 64;

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Node<?>> small = new ArrayDeque<>();
    private final ArrayDeque<Node<?>> main = new ArrayDeque<>();
    private final AtomicLong tables = new AtomicLong();
    private final long limit;
    private final boolean isBudget;
    private long maxBytes;
    private long reserved;
    private long[] ghosts = new long[1 << 6];
    private long smallBytes;
    private long bytes;

    /** What can be kept. */
    interface Entry {
        /** The memory that it takes, about. */
        int memory();

        /** Where it is in its file, which tells it from all others of its table. */
        long fileOffset();

        /** The places of what is below it, if anything can be. */
        default @Nullable Slots<?> below() {
            return null;
        }
    }

    private static final class Node<T extends Entry> {
        final Slots<T> owner;
        final int index;
        final int weight;
        final long name;
        volatile @Nullable T entry;
        int visits;

        Node(Slots<T> owner, int index, T entry) {
            this.owner = owner;
            this.index = index;
            this.entry = entry;
            weight = entry.memory();
            name = owner.table * 0x9E37_79B9_7F4A_7C15L + entry.fileOffset();
        }
    }

    /** Places of blocks of one table. */
    static final class Slots<T extends Entry> {
        private final long table;
        private final AtomicReferenceArray<@Nullable Node<T>> nodes;

        /** Whether blocks are taken: those of a table until it is closed, those below an entry while it is in the cache. */
        private boolean open;

        Slots(long table, int places, boolean open) {
            this.table = table;
            this.open = open;
            nodes = new AtomicReferenceArray<>(places);
        }

        /** Places below an entry of this table: they take blocks once it is in the cache. */
        <B extends Entry> Slots<B> below(int places) {
            return new Slots<>(table, places, false);
        }

        /** The memory that some places take, about, with nothing in them. */
        static int memory(int places) {
            return OVERHEAD_BYTES + Integer.BYTES * places;
        }
    }

    /** For blocks of up to some bytes together. */
    public BlockCache(long maxBytes) {
        this(maxBytes, false);
    }

    /**
     * For up to some bytes together.
     *
     * @param isBudget whether these are not for the blocks alone: what tables take, and what is {@linkplain #reserve reserved}, comes first
     */
    public BlockCache(long maxBytes, boolean isBudget) {
        this.limit = maxBytes;
        this.isBudget = isBudget;
        this.maxBytes = maxBytes;
    }

    /** The bytes that are taken. */
    public long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /** Takes some bytes of the budget for other use than blocks, or if negative gives them back; without a budget, nothing. */
    public void reserve(long change) {
        if (!isBudget) {
            return;
        }
        lock.lock();
        try {
            reserved += change;
            maxBytes = Math.max(0, limit - reserved);
            evict(0);
        } finally {
            lock.unlock();
        }
    }

    /** For another table, which has some blocks that are below none. */
    <T extends Entry> Slots<T> slots(int places) {
        return new Slots<>(tables.incrementAndGet(), places, true);
    }

    /** What is at a place, if it is here. */
    <T extends Entry> @Nullable T find(Slots<T> slots, int index) {
        Node<T> node = slots.nodes.get(index);
        if (node == null) {
            return null;
        }
        if (node.visits < MAX_VISITS) {
            node.visits++; // a visit that another thread's overwrites is no loss
        }
        return node.entry;
    }

    /**
     * Keeps a block, if it can.
     *
     * @return what is to be used: the block, or what another thread has put there meanwhile
     */
    <T extends Entry> T put(Slots<T> slots, int index, T entry) {
        Node<T> node = new Node<>(slots, index, entry);
        lock.lock();
        try {
            Node<T> other = slots.nodes.get(index);
            T others = other == null ? null : other.entry;
            if (others != null) {
                return others;
            }
            if (!slots.open || node.weight > maxBytes / SMALL_SHARE) {
                return entry;
            }
            evict(node.weight);
            if (!slots.open) { // what it would be below has just gone
                return entry;
            }
            Slots<?> below = entry.below();
            if (below != null) {
                below.open = true;
            }
            if (wasHere(node)) {
                main.add(node);
            } else {
                small.add(node);
                smallBytes += node.weight;
            }
            bytes += node.weight;
            slots.nodes.set(index, node);
            return entry;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets the blocks of a table that is closed. */
    void close(Slots<?> slots) {
        lock.lock();
        try {
            forgetAll(slots);
            // Without their blocks the nodes are still in the queues, and would stay as long as nothing has to go.
            small.removeIf(node -> node.entry == null);
            main.removeIf(node -> node.entry == null);
            smallBytes = small.stream().mapToLong(node -> node.weight).sum();
        } finally {
            lock.unlock();
        }
    }

    private void evict(long needed) {
        while (bytes > maxBytes - needed && !(small.isEmpty() && main.isEmpty())) {
            if (smallBytes > maxBytes / SMALL_SHARE || main.isEmpty()) {
                evictSmall();
            } else {
                evictMain();
            }
        }
    }

    private void evictSmall() {
        Node<?> node = small.remove();
        smallBytes -= node.weight;
        if (node.entry == null) {
            return;
        }
        if (node.visits > 0) {
            node.visits = 0;
            main.add(node);
        } else {
            makeRoomForGhosts();
            ghosts[ghost(node)] = node.name;
            forget(node);
        }
    }

    private void evictMain() {
        Node<?> node = main.remove();
        if (node.entry == null) {
            return;
        }
        if (node.visits > 0) {
            node.visits--;
            main.add(node);
        } else {
            forget(node);
        }
    }

    /** With all that is below; the nodes stay in the queues, and go when their turn comes. */
    private void forget(Node<?> node) {
        Entry entry = node.entry;
        if (entry == null) {
            return;
        }
        node.entry = null;
        node.owner.nodes.set(node.index, null);
        bytes -= node.weight;
        Slots<?> below = entry.below();
        if (below != null) {
            forgetAll(below);
        }
    }

    private void forgetAll(Slots<?> slots) {
        slots.open = false;
        for (int i = 0; i < slots.nodes.length(); i++) {
            Node<?> node = slots.nodes.get(i);
            if (node != null) {
                forget(node);
            }
        }
    }

    private boolean wasHere(Node<?> node) {
        int place = ghost(node);
        if (ghosts[place] != node.name) {
            return false;
        }
        ghosts[place] = 0;
        return true;
    }

    private int ghost(Node<?> node) {
        long mixed = node.name * 0x9E37_79B9_7F4A_7C15L;
        return (int) (mixed >>> 32) & ghosts.length - 1;
    }

    /** For the name of each block of the usual size that fits; those that were there are forgotten when there is more room. */
    private void makeRoomForGhosts() {
        long blocks = Math.min(bytes >>> 12, 1 << 24);
        if (blocks > ghosts.length) {
            ghosts = new long[Integer.highestOneBit((int) blocks - 1) << 1];
        }
    }
}
