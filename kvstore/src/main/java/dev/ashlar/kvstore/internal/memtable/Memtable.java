package dev.ashlar.kvstore.internal.memtable;

import dev.ashlar.kvstore.internal.wal.Writes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A sorted multiset of entries in arenas: a skip list without an object per entry.
 *
 * <p>Order: keys by their unsigned bytes; of one key the newest first. An entry is added in two steps: it is {@linkplain
 * #reserve reserved} by one thread at a time, and then {@linkplain #link linked} by any number of threads at once. Any number may read
 * beside them without a lock, and see an entry either whole or not at all. Entries are never changed or removed.
 *
 * <p>Memory: 28 bytes and one to twelve links of 4 bytes an entry (1.33 on average), the key, and the value, in slabs of
 * 1 MiB; an entry larger than a slab gets one of its own. 80 KiB for an empty table.
 */
public final class Memtable {
    /*
     * A node is a run of ints in the node arena, named by where its rank is: what a search reads stands together.
     *
     *   -5      levels << 16 | key length                   -2, -1  trailer: sequence << 8 | kind
     *   -4      value length                                 0,  1  the rank of the key (see below)
     *   -3      where its bytes are in the data arena        2...   links, level 0 first
     *
     * The rank is a number that is not less for a greater key, so that most comparisons do not touch the data arena: the
     * eight bytes after those that most keys are expected to begin with. Keys before all of those have rank 0, and keys
     * after them the greatest. Where ranks are equal, the keys are compared.
     *
     * A node, and a place in the data arena, is named by one int: the slab's number in the high bits, the place in the
     * slab in the low ones. 0 is no node: the head stands at 5. There can be 4096 data slabs; KvOptions and WriteBatch
     * bound a table to 1 GiB and a batch to half of that, and of two slabs in a row one is at least half full.
     *
     * A link is exchanged with release after everything that the node consists of, and loaded with acquire: whoever sees
     * a node sees its contents and the slabs they are in. A node comes into the list of level 0 first, then of those above.
     * Nodes are never taken out, so one that was before another stays before it: whoever finds that something has come
     * between the two goes on from where it is.
     */
    private static final int NODE_SLAB_BITS = 18;
    private static final int NODE_SLAB = 1 << NODE_SLAB_BITS;
    private static final int DATA_SLAB_BITS = 20;
    private static final int DATA_SLAB = 1 << DATA_SLAB_BITS;

    private static final int KEY_LENGTH = -5;
    private static final int LEVELS_SHIFT = 16;
    private static final int MAX_KEY_LENGTH = (1 << LEVELS_SHIFT) - 1;
    private static final int VALUE_LENGTH = -4;
    private static final int PLACE = -3;
    private static final int TRAILER = -2;
    private static final int LINKS = 2;
    private static final int FIELDS_BEFORE = 5;
    static final int MAX_HEIGHT = 12;
    private static final int HEAD = FIELDS_BEFORE;

    private static final VarHandle LINK = MethodHandles.arrayElementVarHandle(int[].class);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** Outer arrays of full length, because a reader could see a longer one before what is in it. */
    private final int[][] nodes = new int[1 << (Integer.SIZE - NODE_SLAB_BITS)][];

    private final byte[][] data = new byte[1 << (Integer.SIZE - DATA_SLAB_BITS)][];
    private int nodeSlab;
    private int dataSlab;
    private int nodeEnd = HEAD + LINKS + MAX_HEIGHT;
    private int dataEnd;
    private int random = 0x9E3779B9;
    private long bytes;
    private int entries;
    private final LinkPath ownPath = new LinkPath();
    private final Towers towers = new Towers();
    private final byte[] beginning;

    /** An empty table; of keys nothing is expected. */
    public Memtable() {
        this(new byte[0]);
    }

    /** An empty table, fastest for keys that begin with some bytes. */
    public Memtable(byte[] beginning) {
        this.beginning = beginning;
        nodes[0] = new int[1 << 10];
        data[0] = new byte[1 << 12];
    }

    /** Memory that entries take, in bytes; for the thread that reserves. */
    public long bytes() {
        return bytes;
    }

    /** How many entries there are, linked or not; for the thread that reserves. */
    public int entries() {
        return entries;
    }

    /** Adds an entry, as the only thread that adds; its sequence number must be none of the same key's. */
    public void add(int kind, long sequence, byte[] source, int key, int keyLength, int value, int valueLength) {
        link(reserve(kind, sequence, source, key, keyLength, value, valueLength), ownPath);
    }

    /**
     * Makes room for an entry and fills it in. Nobody sees it until it is linked; if it never is, nobody ever does.
     *
     * @param sequence none of the same key's
     * @return the node
     */
    int reserve(int kind, long sequence, byte[] source, int key, int keyLength, int value, int valueLength) {
        int levels = randomHeight();
        if (levels >= Towers.LEVELS) {
            towers.reserve();
        }
        int place = allocateData(keyLength + valueLength);
        byte[] slab = data[place >>> DATA_SLAB_BITS];
        int at = place & DATA_SLAB - 1;
        System.arraycopy(source, key, slab, at, keyLength);
        System.arraycopy(source, value, slab, at + keyLength, valueLength);

        int node = allocateNode(FIELDS_BEFORE + LINKS + levels) + FIELDS_BEFORE;
        int[] ints = nodes[node >>> NODE_SLAB_BITS];
        int n = node & NODE_SLAB - 1;
        ints[n + KEY_LENGTH] = levels << LEVELS_SHIFT | keyLength;
        ints[n + VALUE_LENGTH] = valueLength;
        ints[n + PLACE] = place;
        ints[n + TRAILER] = (int) (sequence >>> 24);
        ints[n + TRAILER + 1] = (int) sequence << 8 | kind;
        long rank = rank(source, key, keyLength);
        ints[n] = (int) (rank >>> Integer.SIZE);
        ints[n + 1] = (int) rank;
        entries++;
        return node;
    }

    /** Names the node that is to be linked after one, while neither is. */
    void chain(int node, int next) {
        nodes[node >>> NODE_SLAB_BITS][(node & NODE_SLAB - 1) + LINKS] = next;
    }

    /** The node that is to be linked after one, or 0. */
    int chained(int node) {
        return intOf(node, LINKS);
    }

    /**
     * Puts a reserved node into the list, where every reader finds it from then on.
     *
     * @param path room for where it belongs
     */
    void link(int node, LinkPath path) {
        int levels = intOf(node, KEY_LENGTH) >>> LEVELS_SHIFT;
        int start = levels < Towers.LEVELS ? towers.before(this, node) : 0;
        if (start != 0) {
            findPath(start, Towers.LEVELS, node, path);
        } else {
            findPath(HEAD, MAX_HEIGHT, node, path);
        }
        for (int level = 0; level < levels; level++) {
            link(node, level, path.before[level], path.after[level]);
        }
        if (levels >= Towers.LEVELS) {
            towers.add(this, node);
        }
    }

    private void link(int node, int level, int before, int after) {
        int[] ints = nodes[node >>> NODE_SLAB_BITS];
        int link = (node & NODE_SLAB - 1) + LINKS + level;
        int previous = before;
        int next = after;
        while (true) {
            ints[link] = next;
            if (LINK.compareAndSet(
                    nodes[previous >>> NODE_SLAB_BITS], (previous & NODE_SLAB - 1) + LINKS + level, next, node)) {
                return;
            }
            next = next(previous, level); // others have linked theirs meanwhile
            while (next != 0 && isBefore(next, node)) {
                previous = next;
                next = next(previous, level);
            }
        }
    }

    /**
     * The newest entry of a key up to a sequence number.
     *
     * @return the node, or 0 if there is none
     */
    public int find(byte[] key, long maxSequence) {
        long rank = rank(key, 0, key.length);
        int previous = HEAD;
        int node = 0;
        for (int level = MAX_HEIGHT - 1; level >= 0; level--) {
            node = next(previous, level);
            while (node != 0 && compare(node, key, 0, key.length, rank) < 0) {
                previous = node;
                node = next(previous, level);
            }
        }
        // Not read again from the node before: a smaller key may have come between the two by now.
        while (node != 0 && compare(node, key, 0, key.length, rank) == 0) {
            if (sequence(node) <= maxSequence) {
                return node;
            }
            node = next(node, 0);
        }
        return 0;
    }

    /** The first node whose key is greater, or equal with a sequence number up to one; or 0. */
    int ceiling(byte[] key, int offset, int length, long maxSequence) {
        long rank = rank(key, offset, length);
        int previous = HEAD;
        int node = 0;
        for (int level = MAX_HEIGHT - 1; level >= 0; level--) {
            node = next(previous, level);
            while (node != 0 && isBefore(node, key, offset, length, rank, maxSequence)) {
                previous = node;
                node = next(previous, level);
            }
        }
        return node;
    }

    /** The last node before a node, or 0. */
    int before(int of) {
        byte[] key = array(of);
        int offset = keyOffset(of);
        int length = keyLength(of);
        long rank = rank(of);
        long sequence = sequence(of);
        int previous = HEAD;
        for (int level = MAX_HEIGHT - 1; level >= 0; level--) {
            int node = next(previous, level);
            while (node != 0 && isBefore(node, key, offset, length, rank, sequence)) {
                previous = node;
                node = next(previous, level);
            }
        }
        return previous == HEAD ? 0 : previous;
    }

    /** The last node in order, or 0. */
    public int last() {
        int previous = HEAD;
        for (int level = MAX_HEIGHT - 1; level >= 0; level--) {
            int node = next(previous, level);
            while (node != 0) {
                previous = node;
                node = next(previous, level);
            }
        }
        return previous == HEAD ? 0 : previous;
    }

    private boolean isBefore(int node, byte[] key, int offset, int length, long rank, long maxSequence) {
        int order = compare(node, key, offset, length, rank);
        return order < 0 || (order == 0 && sequence(node) > maxSequence);
    }

    /** The first node in order, or 0. */
    public int first() {
        return next(HEAD, 0);
    }

    /** The node after a node, or 0. */
    public int after(int node) {
        return next(node, 0);
    }

    public boolean sameKey(int a, int b) {
        int from = keyOffset(b);
        return compare(a, array(b), from, keyLength(b), rank(b)) == 0;
    }

    public boolean isDeletion(int node) {
        return (intOf(node, TRAILER + 1) & 0xFF) == Writes.DELETE;
    }

    public long sequence(int node) {
        return trailer(node) >>> 8;
    }

    /** The sequence number and the kind in one. */
    public long trailer(int node) {
        return (long) intOf(node, TRAILER) << Integer.SIZE | Integer.toUnsignedLong(intOf(node, TRAILER + 1));
    }

    public int keyLength(int node) {
        return intOf(node, KEY_LENGTH) & MAX_KEY_LENGTH;
    }

    public int valueLength(int node) {
        return intOf(node, VALUE_LENGTH);
    }

    /** The array that a node's bytes are in: the key from {@link #keyOffset}, right after it the value. */
    public byte[] array(int node) {
        return data[intOf(node, PLACE) >>> DATA_SLAB_BITS];
    }

    public int keyOffset(int node) {
        return intOf(node, PLACE) & DATA_SLAB - 1;
    }

    /** A copy of a node's key. */
    public byte[] key(int node) {
        int from = keyOffset(node);
        return Arrays.copyOfRange(array(node), from, from + keyLength(node));
    }

    /** Copies as much of a node's value as there is room for, and returns how long it is. */
    public int value(int node, byte[] target) {
        int length = valueLength(node);
        System.arraycopy(array(node), keyOffset(node) + keyLength(node), target, 0, Math.min(length, target.length));
        return length;
    }

    /** A copy of a node's value. */
    public byte[] value(int node) {
        int from = keyOffset(node) + keyLength(node);
        return Arrays.copyOfRange(array(node), from, from + valueLength(node));
    }

    /** Finds between which nodes a node belongs on each of some levels, beginning at one that is before it. */
    private void findPath(int from, int levels, int of, LinkPath path) {
        long rank = rank(of);
        int node = from;
        int greater = 0;
        for (int level = levels - 1; level >= 0; level--) {
            int next = next(node, level);
            while (next != greater && next != 0 && isBefore(next, of, rank)) {
                node = next;
                next = next(node, level);
            }
            greater = next;
            path.before[level] = node;
            path.after[level] = next;
        }
    }

    /** Whether a node comes before another. */
    boolean isBefore(int node, int other) {
        return isBefore(node, other, rank(other));
    }

    private boolean isBefore(int node, int other, long rank) {
        int order = Long.compareUnsigned(rank(node), rank);
        return order < 0 || (order == 0 && isBeforeAtSameRank(node, other));
    }

    private boolean isBeforeAtSameRank(int node, int other) {
        int from = keyOffset(node);
        int otherFrom = keyOffset(other);
        int order = Arrays.compareUnsigned(
                array(node), from, from + keyLength(node), array(other), otherFrom, otherFrom + keyLength(other));
        return order < 0 || (order == 0 && sequence(node) > sequence(other));
    }

    /** Compares a node's key to another. */
    private int compare(int node, byte[] key, int offset, int length, long rank) {
        int order = Long.compareUnsigned(rank(node), rank);
        if (order != 0) {
            return order;
        }
        int from = keyOffset(node);
        return Arrays.compareUnsigned(array(node), from, from + keyLength(node), key, offset, offset + length);
    }

    long rank(int node) {
        int[] ints = nodes[node >>> NODE_SLAB_BITS];
        int n = node & NODE_SLAB - 1;
        return (long) ints[n] << Integer.SIZE | Integer.toUnsignedLong(ints[n + 1]);
    }

    private long rank(byte[] key, int offset, int length) {
        int skipped = beginning.length;
        if (length < skipped || Arrays.mismatch(key, offset, offset + skipped, beginning, 0, skipped) >= 0) {
            int order = Arrays.compareUnsigned(key, offset, offset + length, beginning, 0, skipped);
            return order < 0 ? 0 : -1;
        }
        if (length >= skipped + Long.BYTES) {
            return (long) LONG.get(key, offset + skipped);
        }
        long value = 0;
        for (int i = skipped; i < skipped + Long.BYTES; i++) {
            value = value << Byte.SIZE | (i < length ? key[offset + i] & 0xFF : 0);
        }
        return value;
    }

    private int next(int node, int level) {
        return (int) LINK.getAcquire(nodes[node >>> NODE_SLAB_BITS], (node & NODE_SLAB - 1) + LINKS + level);
    }

    private int intOf(int node, int field) {
        return nodes[node >>> NODE_SLAB_BITS][(node & NODE_SLAB - 1) + field];
    }

    /** One level more with probability 1/4. */
    private int randomHeight() {
        random ^= random << 13;
        random ^= random >>> 17;
        random ^= random << 5;
        return Math.min(MAX_HEIGHT, 1 + Integer.numberOfTrailingZeros(random) / 2);
    }

    private int allocateNode(int ints) {
        if (nodes[nodeSlab].length - nodeEnd < ints) {
            nodes[nodeSlab + 1] = new int[NODE_SLAB];
            nodeSlab++;
            nodeEnd = 0;
        }
        int node = nodeSlab << NODE_SLAB_BITS | nodeEnd;
        nodeEnd += ints;
        bytes += (long) ints * Integer.BYTES;
        return node;
    }

    private int allocateData(int length) {
        if (data[dataSlab].length - dataEnd < length || dataEnd >= DATA_SLAB) {
            data[dataSlab + 1] = new byte[Math.max(DATA_SLAB, length)];
            dataSlab++;
            dataEnd = 0;
        }
        int place = dataSlab << DATA_SLAB_BITS | dataEnd;
        dataEnd += length;
        bytes += length;
        return place;
    }
}
