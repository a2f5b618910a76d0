package dev.ashlar.kvstore;

import dev.ashlar.kvstore.internal.io.Directory;
import dev.ashlar.kvstore.internal.io.MappedFile;
import dev.ashlar.kvstore.internal.io.ReadableFile;
import dev.ashlar.kvstore.internal.io.WritableFile;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * A directory in memory that can lose power: what was not synced is then lost in part, torn, or kept, by chance; and so
 * are file names that were not synced. Any operation can be made the last, or to fail.
 */
final class SimDirectory implements Directory {
    /** The machine stopped. */
    static final class Crash extends IOException {
        @Serial
        private static final long serialVersionUID = 1;

        Crash() {
            super("crash");
        }
    }

    private static final int SECTOR = 512;

    private static final class Node {
        byte[] bytes = {};
        int synced;
        int open;

        /** What was put into the mapped file since it was durable as a whole. */
        final List<Put> puts = new ArrayList<>();

        byte[] beforePuts = {};

        Node copy() {
            Node copy = new Node();
            copy.bytes = bytes.clone();
            copy.synced = bytes.length;
            return copy;
        }
    }

    private record Put(int position, byte[] bytes) {
        void to(byte[] target, int from, int to) {
            for (int i = Math.max(from, position); i < Math.min(to, position + bytes.length); i++) {
                target[i] = bytes[i - position];
            }
        }
    }

    private final Map<String, Node> files = new TreeMap<>();
    private final Map<String, Node> durable = new TreeMap<>();
    private final List<Consumer<Map<String, Node>>> unsynced = new ArrayList<>();
    private int operations;
    private int crashAt = -1;
    private IntPredicate failing = operation -> false;
    private int reads;
    private IntPredicate failingReads = read -> false;
    private int syncs;
    private boolean crashed;
    private boolean locked;
    private boolean dropsOnFailedSync;
    private final boolean maps;
    private final boolean keepsOpenFiles;

    SimDirectory() {
        this(true, false);
    }

    private SimDirectory(boolean maps, boolean keepsOpenFiles) {
        this.maps = maps;
        this.keepsOpenFiles = keepsOpenFiles;
    }

    /** A directory whose files cannot be mapped, so that all that is handed over of a log is in the log. */
    static SimDirectory withoutMapping() {
        return new SimDirectory(false, false);
    }

    /** As on Windows: a file that is open cannot be deleted, renamed or replaced, and files are not mapped. */
    static SimDirectory ofWindows() {
        return new SimDirectory(false, true);
    }

    /** A failed sync loses what was not synced, as the page cache of Linux does. */
    void dropOnFailedSync() {
        dropsOnFailedSync = true;
    }

    /** The machine stops in the middle of an operation; the first is 1. */
    void crashAt(int operation) {
        crashAt = operation;
    }

    /** Operations that fail, but for which the machine goes on. */
    void failAt(IntPredicate operation) {
        failing = operation;
    }

    /** Reads that fail, half done; they are counted by themselves. The first is 1. */
    void failReadAt(IntPredicate read) {
        failingReads = read;
    }

    int operations() {
        return operations;
    }

    int reads() {
        return reads;
    }

    boolean crashed() {
        return crashed;
    }

    int syncs() {
        return syncs;
    }

    /** What another process finds after this one was killed: all that was handed to the operating system. */
    SimDirectory afterKill() {
        SimDirectory next = new SimDirectory(maps, keepsOpenFiles);
        files.forEach((name, node) -> next.files.put(name, node.copy()));
        next.durable.putAll(next.files);
        return next;
    }

    /** What is found after the power was lost. */
    SimDirectory afterPowerLoss(SplittableRandom random) {
        Map<String, Node> names = new TreeMap<>(durable);
        int odds = random.nextInt(3);
        for (Consumer<Map<String, Node>> change : unsynced) {
            if (odds == 0 || odds == 1 && random.nextBoolean()) {
                change.accept(names);
            }
        }
        SimDirectory next = new SimDirectory(maps, keepsOpenFiles);
        names.forEach((name, node) -> next.files.put(name, torn(node, random)));
        next.durable.putAll(next.files);
        return next;
    }

    /** The operating system may have written each sector of a mapped file at any moment, or not. */
    private static Node tornMapping(Node node, SplittableRandom random) {
        Node torn = new Node();
        torn.bytes = node.beforePuts.clone();
        torn.synced = torn.bytes.length;
        boolean together = random.nextInt(4) == 0;
        int of = random.nextInt(node.puts.size() + 1);
        for (int start = 0; start < torn.bytes.length; start += SECTOR) {
            int seen = together ? of : random.nextInt(node.puts.size() + 1);
            for (Put put : node.puts.subList(0, seen)) {
                put.to(torn.bytes, start, start + SECTOR);
            }
        }
        return torn;
    }

    private static Node torn(Node node, SplittableRandom random) {
        if (!node.puts.isEmpty()) {
            return tornMapping(node, random);
        }
        int lost = node.bytes.length - node.synced;
        int kept = node.synced + (lost == 0 ? 0 : random.nextInt(lost + 1));
        Node torn = new Node();
        torn.bytes = Arrays.copyOf(node.bytes, kept);
        torn.synced = kept;
        // The file may have grown before its data was written: some sectors are zeros, or hold what was there before.
        int kind = random.nextInt(4);
        for (int start = node.synced; start < kept && kind < 3; start = start / SECTOR * SECTOR + SECTOR) {
            int end = Math.min(kept, start / SECTOR * SECTOR + SECTOR);
            if (kind == 0 && random.nextInt(3) == 0) {
                Arrays.fill(torn.bytes, start, end, (byte) 0);
            } else if (kind == 1 && random.nextInt(3) == 0) {
                for (int i = start; i < end; i++) {
                    torn.bytes[i] = (byte) random.nextInt();
                }
            }
        }
        return torn;
    }

    /** The bytes of a file, to be changed by a test. */
    byte[] bytes(String name) {
        return files.get(name).bytes;
    }

    void setBytes(String name, byte[] bytes) {
        files.get(name).bytes = bytes;
    }

    @Override
    public String path() {
        return "sim";
    }

    @Override
    public synchronized List<String> list() throws IOException {
        step();
        return List.copyOf(files.keySet());
    }

    @Override
    public synchronized WritableFile create(String name) throws IOException {
        step();
        requireClosed(name);
        Node node = new Node();
        change(names -> names.put(name, node));
        return writer(node);
    }

    @Override
    public synchronized WritableFile append(String name) throws IOException {
        step();
        return writer(existing(name));
    }

    private WritableFile writer(Node node) {
        node.open++;
        return new WritableFile() {
            private boolean closed;

            @Override
            public void write(byte[] source, int offset, int length) throws IOException {
                synchronized (SimDirectory.this) {
                    boolean stopped = crashed;
                    int written = length;
                    try {
                        step();
                    } catch (IOException e) {
                        written = length / 2;
                        throw e;
                    } finally {
                        int end = node.bytes.length;
                        if (!closed && !stopped) {
                            node.bytes = Arrays.copyOf(node.bytes, end + written);
                            System.arraycopy(source, offset, node.bytes, end, written);
                        }
                    }
                    checkOpen();
                }
            }

            @Override
            public void sync() throws IOException {
                synchronized (SimDirectory.this) {
                    try {
                        step();
                    } catch (IOException e) {
                        if (dropsOnFailedSync && !crashed) {
                            Arrays.fill(node.bytes, node.synced, node.bytes.length, (byte) 0);
                        }
                        throw e;
                    }
                    checkOpen();
                    syncs++;
                    node.synced = node.bytes.length;
                }
            }

            @Override
            public void close() {
                synchronized (SimDirectory.this) {
                    node.open -= closed ? 0 : 1;
                    closed = true;
                }
            }

            private void checkOpen() throws IOException {
                if (closed) {
                    throw new ClosedChannelException();
                }
            }
        };
    }

    @Override
    public synchronized ReadableFile open(String name) throws IOException {
        step();
        Node node = existing(name);
        long size = node.bytes.length;
        node.open++;
        return new ReadableFile() {
            private boolean closed;

            @Override
            public String name() {
                return "sim/" + name;
            }

            @Override
            public long size() {
                return size;
            }

            @Override
            public void read(long position, byte[] destination, int offset, int length) throws IOException {
                synchronized (SimDirectory.this) {
                    if (closed) {
                        throw new ClosedChannelException();
                    }
                    if (position + length > node.bytes.length) {
                        throw new EOFException(name);
                    }
                    boolean fails = failingReads.test(++reads);
                    System.arraycopy(node.bytes, (int) position, destination, offset, fails ? length / 2 : length);
                    if (fails) {
                        throw new IOException("read " + reads + " fails");
                    }
                }
            }

            @Override
            public void close() {
                synchronized (SimDirectory.this) {
                    node.open -= closed ? 0 : 1;
                    closed = true;
                }
            }
        };
    }

    @Override
    public boolean maps() {
        return maps;
    }

    @Override
    public synchronized MappedFile map(String name) throws IOException {
        step();
        Node node = files.get(name);
        node.beforePuts = node.bytes.clone();
        return new MappedFile() {
            @Override
            public void put(int position, byte[] source, int offset, int length) throws IOException {
                synchronized (SimDirectory.this) {
                    int done = length / 2;
                    boolean stopped = crashed;
                    try {
                        step();
                        done = length;
                    } finally {
                        if (!stopped) {
                            Put put = new Put(position, Arrays.copyOfRange(source, offset, offset + done));
                            put.to(node.bytes, 0, node.bytes.length);
                            node.puts.add(put);
                        }
                    }
                }
            }

            @Override
            public void putLong(int position, long value) throws IOException {
                synchronized (SimDirectory.this) {
                    step();
                    byte[] bytes = ByteBuffer.allocate(Long.BYTES)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(value)
                            .array();
                    Put put = new Put(position, bytes);
                    put.to(node.bytes, 0, node.bytes.length);
                    node.puts.add(put);
                }
            }
        };
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        step();
        requireClosed(from);
        requireClosed(to);
        Node node = files.get(from);
        change(names -> {
            names.remove(from);
            names.put(to, node);
        });
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        step();
        requireClosed(name);
        change(names -> names.remove(name));
    }

    @Override
    public synchronized void sync() throws IOException {
        step();
        durable.clear();
        durable.putAll(files);
        unsynced.clear();
    }

    @Override
    public synchronized Closeable lock() throws IOException {
        step();
        if (locked) {
            throw new StoreLockedException("sim must not be in use");
        }
        locked = true;
        return () -> locked = false;
    }

    private Node existing(String name) throws IOException {
        Node node = files.get(name);
        if (node == null) {
            throw new NoSuchFileException(name);
        }
        return node;
    }

    private void requireClosed(String name) throws IOException {
        Node node = files.get(name);
        if (keepsOpenFiles && node != null && node.open > 0) {
            throw new AccessDeniedException(name, null, "it is open");
        }
    }

    private void change(Consumer<Map<String, Node>> change) {
        change.accept(files);
        unsynced.add(change);
    }

    private void step() throws IOException {
        operations++;
        if (crashed || operations == crashAt) {
            crashed = true;
            throw new Crash();
        }
        if (failing.test(operations)) {
            throw new IOException("operation " + operations + " fails");
        }
    }
}
