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
 * <p>Source: Yang, Zhang, Qiu, Yue and Rashmi, "FIFO queues are all you need for cache eviction", SOSP 2023 (S3-FIFO).
 */
public final class BlockCache {
    /*
     * Three queues: a block comes into the small one, a tenth of the bytes; was it read there again, it goes on to the
     * main one, and else it goes, and its name into the ghosts. A block whose name is among these comes into the main
     * queue at once. What leaves the main queue and was read there goes back to its end. Hits only count up in the block's
     * node; all else is done under the lock by whoever adds a block, who has just read and uncompressed one.
     */
    private static final int MAX_VISITS = 3;

    /** One in ten. */
    private static final int SMALL_SHARE = 10;

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Node> small = new ArrayDeque<>();
    private final ArrayDeque<Node> main = new ArrayDeque<>();
    private final AtomicLong tables = new AtomicLong();
    private final long limit;
    private final boolean isBudget;
    private long maxBytes;
    private long reserved;
    private final long[] ghosts;
    private long smallBytes;
    private long bytes;

    private static final class Node {
        final Slots owner;
        final int index;
        final int weight;
        volatile @Nullable Block block;
        int visits;

        Node(Slots owner, int index, Block block) {
            this.owner = owner;
            this.index = index;
            this.block = block;
            weight = block.memory();
        }
    }

    /** The places of one table's blocks. */
    static final class Slots {
        private final long table;
        private final long memory;
        private final AtomicReferenceArray<@Nullable Node> nodes;
        private boolean closed;

        private Slots(long table, int blocks, long memory) {
            this.table = table;
            this.memory = memory;
            nodes = new AtomicReferenceArray<>(blocks);
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
        ghosts = ghosts(maxBytes);
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

    /** For a table with some blocks, that takes memory itself as long as it is open. */
    Slots slots(int blocks, long memory) {
        reserve(memory);
        return new Slots(tables.incrementAndGet(), blocks, memory);
    }

    /** The block at a place, if it is here. */
    @Nullable
    Block find(Slots slots, int index) {
        Node node = slots.nodes.get(index);
        if (node == null) {
            return null;
        }
        if (node.visits < MAX_VISITS) {
            node.visits++; // a visit that another thread's overwrites is no loss
        }
        return node.block;
    }

    /** Keeps a block. */
    void put(Slots slots, int index, Block block) {
        Node node = new Node(slots, index, block);
        lock.lock();
        try {
            if (slots.closed || slots.nodes.get(index) != null || node.weight > maxBytes / SMALL_SHARE) {
                return;
            }
            evict(node.weight);
            if (wasHere(node)) {
                main.add(node);
            } else {
                small.add(node);
                smallBytes += node.weight;
            }
            bytes += node.weight;
            slots.nodes.set(index, node);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets the blocks of a table that is closed. */
    void close(Slots slots) {
        lock.lock();
        try {
            if (slots.closed) {
                return;
            }
            slots.closed = true;
            reserve(-slots.memory);
            for (int i = 0; i < slots.nodes.length(); i++) {
                Node node = slots.nodes.get(i);
                if (node != null) {
                    forget(node);
                }
            }
            // Without their blocks the nodes are still in the queues, and would stay as long as nothing has to go.
            small.removeIf(node -> node.block == null);
            main.removeIf(node -> node.block == null);
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
        Node node = small.remove();
        smallBytes -= node.weight;
        if (node.block == null) {
            return;
        }
        if (node.visits > 0) {
            node.visits = 0;
            main.add(node);
        } else {
            ghosts[ghost(node)] = name(node);
            forget(node);
        }
    }

    private void evictMain() {
        Node node = main.remove();
        if (node.block == null) {
            return;
        }
        if (node.visits > 0) {
            node.visits--;
            main.add(node);
        } else {
            forget(node);
        }
    }

    private void forget(Node node) {
        if (node.block != null) {
            node.block = null;
            node.owner.nodes.set(node.index, null);
            bytes -= node.weight;
        }
    }

    private boolean wasHere(Node node) {
        int place = ghost(node);
        if (ghosts[place] != name(node)) {
            return false;
        }
        ghosts[place] = 0;
        return true;
    }

    /** Never 0, for tables count from 1. */
    private static long name(Node node) {
        return node.owner.table << Integer.SIZE | node.index;
    }

    private int ghost(Node node) {
        long mixed = name(node) * 0x9E37_79B9_7F4A_7C15L;
        return (int) (mixed >>> 32) & ghosts.length - 1;
    }

    /** A name for each block of the usual size that would fit. */
    private static long[] ghosts(long maxBytes) {
        long blocks = Math.min(Math.max(maxBytes >>> 12, 1 << 6), 1 << 24);
        return new long[Integer.highestOneBit((int) blocks)];
    }
}
