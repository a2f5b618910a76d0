package dev.ashlar.examples.shortener;

import dev.ashlar.examples.UsageException;
import dev.ashlar.hashring.HashRing;
import dev.ashlar.kvstore.Durability;
import dev.ashlar.kvstore.KvOptions;
import dev.ashlar.kvstore.KvStore;
import dev.ashlar.kvstore.WriteBatch;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stores over which the links are spread: each link is in the one that the ring names for its code. Stores can be added:
 * what the new ring gives to them is moved before anything else is done.
 *
 * <p>Any number of threads may use it once it is open.
 */
final class LinkShards implements Closeable {
    /*
     * The first store is in the directory itself and the others in directories in it, so that what began as one store can
     * grow. The first has an entry that tells how many stores the links are spread over, and how many they shall be spread
     * over; if the two differ, the move was interrupted, and goes on at the next opening before anything else does.
     *
     * A link that moves is written to its new store, and that is flushed, before it is removed from the old one. Where both
     * have it, it is only removed.
     */
    static final int MAX_SHARDS = 1024;

    private static final int POINTS = 160;
    private static final int MOVED_AT_ONCE = 1_000;

    private final Path directory;
    private final List<LinkShard> shards = new ArrayList<>();
    private @Nullable HashRing<LinkShard> ring;
    private long moved;

    private LinkShards(Path directory) {
        this.directory = directory;
    }

    /**
     * Opens all stores of a directory, and makes those that are missing.
     *
     * @param wanted over how many stores the links shall be spread; 0 for as many as they are, at first 1
     * @throws UsageException if they are spread over more
     */
    static LinkShards open(Path directory, int wanted) throws IOException {
        LinkEntries first = LinkEntries.of(KvStore.open(directory, KvOptions.DEFAULT));
        return open(first, directory, wanted);
    }

    /** Opens all stores of a directory of which the first is open; closes it if that fails. */
    static LinkShards open(LinkEntries first, Path directory, int wanted) throws IOException {
        LinkShards opened = new LinkShards(directory);
        opened.shards.add(LinkShard.open(name(0), first, directory));
        try {
            opened.spread(wanted);
            return opened;
        } catch (Throwable e) {
            try {
                opened.close();
            } catch (Throwable again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    private void spread(int wanted) throws IOException {
        LinkFormat.Spread spread = LinkFormat.spread(first().get(LinkFormat.spreadKey()));
        for (int i = 1; i < spread.over(); i++) {
            if (!Files.isDirectory(directory.resolve(name(i)))) {
                throw new IOException(directory.resolve(name(i)) + " must be there, as the links are spread over "
                        + spread.over() + " stores");
            }
        }
        if (spread.over() != spread.target()) {
            moveTo(spread.target(), spread.over());
        } else {
            openUpTo(spread.over(), spread.over());
        }
        if (wanted != 0 && wanted < shards.size()) {
            throw new UsageException(
                    "--shards must be at least " + shards.size() + ", over which the links are spread: " + wanted);
        }
        if (wanted > shards.size()) {
            int before = shards.size();
            write(new LinkFormat.Spread(before, wanted));
            moveTo(wanted, before);
        }
    }

    private void moveTo(int target, int spreadOver) throws IOException {
        openUpTo(target, spreadOver);
        for (LinkShard shard : shards) {
            moveFrom(shard);
        }
        write(new LinkFormat.Spread(target, target));
    }

    /** Opens the stores; those from {@code spreadOver} on are made where they are not there. */
    private void openUpTo(int target, int spreadOver) throws IOException {
        for (int i = shards.size(); i < target; i++) {
            Path place = directory.resolve(name(i));
            LinkShard shard = LinkShard.open(name(i), LinkEntries.of(KvStore.open(place, KvOptions.DEFAULT)), place);
            shards.add(shard);
            checkIndex(shard, i, place, i >= spreadOver);
        }
        var builder = HashRing.<LinkShard>builder(LinkShard::name).pointsPerWeight(POINTS);
        shards.forEach(builder::add);
        ring = builder.build();
    }

    /** A store knows which it is, so that directories that were exchanged or emptied are found out. */
    private static void checkIndex(LinkShard shard, int index, Path place, boolean mayBeNew) throws IOException {
        byte[] expected = LinkFormat.index(index);
        byte[] actual = shard.store().get(LinkFormat.indexKey());
        if (mayBeNew && actual == null && shard.store().stats().lastSequence() == 0) {
            WriteBatch batch = new WriteBatch()
                    .put(LinkFormat.indexKey(), expected)
                    .put(LinkFormat.markerKey(), LinkFormat.marker());
            shard.store().write(batch, Durability.SYNC);
        } else if (!Arrays.equals(actual, expected)) {
            throw new IOException(
                    place + " must be store " + index + " of the links: index=" + Arrays.toString(actual));
        }
    }

    /** Moves the links whose place is elsewhere; the highest numbers first, as the last link takes a removed one's. */
    private void moveFrom(LinkShard shard) throws IOException {
        List<String> copied = new ArrayList<>();
        for (long number = shard.count() - 1; number >= 0; number--) {
            Link link = shard.get(number);
            LinkShard owner = of(link.code());
            if (owner != shard) {
                if (owner.find(link.code()) == null) {
                    owner.add(link, shard.kind(number), Durability.OS);
                }
                copied.add(link.code());
            }
            if (copied.size() == MOVED_AT_ONCE || number == 0) {
                remove(shard, copied);
            }
        }
    }

    private void remove(LinkShard shard, List<String> copied) throws IOException {
        if (copied.isEmpty()) {
            return;
        }
        for (LinkShard other : shards) {
            if (other != shard) {
                other.store().sync();
            }
        }
        for (String code : copied) {
            shard.remove(code, Durability.OS);
        }
        moved += copied.size();
        copied.clear();
    }

    private void write(LinkFormat.Spread spread) throws IOException {
        for (LinkShard shard : shards) {
            shard.store().sync();
        }
        WriteBatch batch = new WriteBatch().put(LinkFormat.spreadKey(), LinkFormat.bytes(spread));
        if (shards.get(0).count() == 0) {
            batch.put(LinkFormat.markerKey(), LinkFormat.marker()); // or it would hold something else
        }
        first().write(batch, Durability.SYNC);
    }

    private LinkEntries first() {
        return shards.get(0).store();
    }

    private static String name(int index) {
        return "shard-" + index;
    }

    List<LinkShard> all() {
        return shards;
    }

    /** Returns the store of a code. */
    LinkShard of(String code) {
        if (ring == null) {
            throw new IllegalStateException("the stores must be open");
        }
        return ring.locate(code);
    }

    /** Returns how many links the opening has moved. */
    long moved() {
        return moved;
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (LinkShard shard : shards) {
            try {
                shard.close();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
