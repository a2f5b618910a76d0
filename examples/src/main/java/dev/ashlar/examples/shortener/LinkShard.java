package dev.ashlar.examples.shortener;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ashlar.kvstore.Durability;
import dev.ashlar.kvstore.WriteBatch;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The links of one store, numbered from 0 without holes. Any number of threads may read and make durable; who adds or removes
 * must be alone in that.
 */
final class LinkShard implements Closeable {
    /*
     * A link is three entries, written as one batch: by code, by URL, by number (see LinkFormat). What a crash leaves is a
     * prefix of the batches, so there is no link in parts, and no hole in the numbers: their count can be searched for.
     */
    private final String name;
    private final LinkEntries store;
    /** How many links have been written; the next one's number. */
    private volatile long count;
    /** All links with lower numbers are durable. */
    private final AtomicLong synced;

    private LinkShard(String name, LinkEntries store, long count) {
        this.name = name;
        this.store = store;
        this.count = count;
        synced = new AtomicLong(count); // recovery puts all that it finds into tables, and these are durable
    }

    /**
     * Finds the links in a store; closes it if that fails.
     *
     * @param name the shard's name on the ring, which never changes
     * @param directory the store's, for messages
     */
    static LinkShard open(String name, LinkEntries store, Path directory) throws IOException {
        try {
            checkFormat(store, directory);
            return new LinkShard(name, store, LinkNumbers.count(store));
        } catch (Throwable e) {
            try {
                store.close();
            } catch (Throwable again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    String name() {
        return name;
    }

    LinkEntries store() {
        return store;
    }

    long count() {
        return count;
    }

    /** Returns the link of a code, or null. */
    @Nullable
    Link find(String code) throws IOException {
        byte[] record = store.get(LinkFormat.codeKey(code));
        return record == null ? null : LinkFormat.link(code, record);
    }

    /** Returns the code of a URL, or null. */
    @Nullable
    String codeOf(byte[] url) throws IOException {
        byte[] code = store.get(LinkFormat.urlKey(url));
        return code == null ? null : new String(code, UTF_8);
    }

    /** Returns the link of a number, from 0 to less than {@link #count()}. */
    Link get(long number) throws IOException {
        Link link = find(LinkFormat.code(numbered(number)));
        if (link == null || link.number() != number) {
            throw new IOException(
                    "every number below the count must have its link: number=" + number + ", link=" + link);
        }
        return link;
    }

    /** Returns the kind of the code of a number. */
    byte kind(long number) throws IOException {
        return LinkFormat.kind(numbered(number));
    }

    /** Returns the code of a number. */
    String code(long number) throws IOException {
        return LinkFormat.code(numbered(number));
    }

    private byte[] numbered(long number) throws IOException {
        byte[] numbered = store.get(LinkFormat.numberKey(number));
        if (numbered == null) {
            throw new IOException("links must be numbered without holes: missing=" + number + ", count=" + count);
        }
        return numbered;
    }

    /** Writes a link under the next number, and returns it with that. */
    Link add(Link link, byte kind, Durability durability) throws IOException {
        long number = count;
        Link added = new Link(number, link.code(), link.url(), link.createdAt());
        WriteBatch batch = new WriteBatch();
        put(batch, added, kind);
        batch.put(LinkFormat.urlKey(added.url().getBytes(UTF_8)), added.code().getBytes(UTF_8));
        if (number == 0) {
            batch.put(LinkFormat.markerKey(), LinkFormat.marker());
        }
        store.write(batch, durability);
        count = number + 1; // nothing may fail in between, or the next link would have the same number
        return added;
    }

    /** Removes the link of a code; the last link takes its number. */
    void remove(String code, Durability durability) throws IOException {
        Link removed = find(code);
        if (removed == null) {
            throw new IOException("a link must be there to be removed: code=" + code);
        }
        long lastNumber = count - 1;
        Link last = get(lastNumber);
        WriteBatch batch = new WriteBatch()
                .delete(LinkFormat.codeKey(code))
                .delete(LinkFormat.urlKey(removed.url().getBytes(UTF_8)))
                .delete(LinkFormat.numberKey(lastNumber));
        if (removed.number() != lastNumber) {
            put(batch, new Link(removed.number(), last.code(), last.url(), last.createdAt()), kind(lastNumber));
        }
        store.write(batch, durability);
        count = lastNumber;
        synced.set(Math.min(synced.get(), lastNumber));
    }

    private static void put(WriteBatch batch, Link link, byte kind) {
        batch.put(
                        LinkFormat.codeKey(link.code()),
                        LinkFormat.record(
                                link.number(),
                                link.createdAt().toEpochMilli(),
                                link.url().getBytes(UTF_8)))
                .put(LinkFormat.numberKey(link.number()), LinkFormat.numbered(kind, link.code()));
    }

    /** Waits until the link of a number survives the loss of power. */
    void makeDurable(long number) throws IOException {
        if (number < synced.get()) {
            return;
        }
        long written = count; // read first: these links are all in what is flushed now
        store.sync();
        synced.accumulateAndGet(written, Math::max);
    }

    @Override
    public void close() throws IOException {
        store.close();
    }

    private static void checkFormat(LinkEntries store, Path directory) throws IOException {
        byte[] marker = store.get(LinkFormat.markerKey());
        if (marker == null && store.stats().lastSequence() == 0) {
            return;
        }
        if (marker == null) {
            throw new IOException(directory + " must hold the links of a shortener: it holds something else");
        }
        if (marker.length != 1 || marker[0] != LinkFormat.VERSION) {
            throw new IOException(directory + " must hold links of version " + LinkFormat.VERSION + ": version="
                    + (marker.length == 0 ? "none" : marker[0]));
        }
    }
}
