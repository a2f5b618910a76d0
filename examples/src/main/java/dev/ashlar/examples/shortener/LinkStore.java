package dev.ashlar.examples.shortener;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ashlar.kvstore.Durability;
import dev.ashlar.kvstore.KvOptions;
import dev.ashlar.kvstore.KvStats;
import dev.ashlar.kvstore.KvStore;
import dev.ashlar.kvstore.WriteBatch;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The links: a code for every URL, the same one for the same URL, and the URL of every code.
 *
 * <p>Any number of threads may use it. {@link #find} takes no lock; {@link #shorten} takes one for a URL that is new.
 * After {@link #close()} every method but that throws {@link IllegalStateException}.
 *
 * <p>Limits: opening reads the code of every link, which takes some microseconds each.
 */
final class LinkStore implements Closeable {
    /*
     * A link is three entries, written as one batch: by code, by URL, by number (see LinkFormat). What a crash leaves is a
     * prefix of the batches, so there is no link in parts, and no hole in the numbers: their count can be searched for.
     *
     * Making a link is look up, choose a code, write; one after the other for all threads, as each must see what the one
     * before has done. With SYNC the batch is written under the lock only as far as the operating system, and the flush of
     * the drive, which takes a thousand times as long, is awaited without the lock: those who wait there at the same time
     * share one flush. Until then others can see the link. To read it is no harm; but who gets its code as an answer
     * to shorten() has a promise, so he waits for the flush too, be the link his own or not.
     */
    private static final int MAX_ATTEMPTS = 1000;

    private final LinkEntries store;
    private final LinkOptions options;
    private final Durability writeDurability;
    private final CodeFilter filter;
    private final ReentrantLock creating = new ReentrantLock();
    private long filterHits;
    private long collisions;
    /** How many links have been written; the next one's number. */
    private volatile long count;
    /** All links with lower numbers are durable. */
    private final AtomicLong synced;

    private LinkStore(LinkEntries store, LinkOptions options, long count, CodeFilter filter) {
        this.store = store;
        this.options = options;
        this.filter = filter;
        this.count = count;
        writeDurability = options.durability() == Durability.SYNC ? Durability.OS : options.durability();
        synced = new AtomicLong(count); // recovery puts all that it finds into tables, and these are durable
    }

    /**
     * A link, and whether it is new.
     *
     * @param link the link
     * @param isNew true if this call has made it
     */
    record Shortened(Link link, boolean isNew) {}

    /**
     * Opens the links in a directory, and makes it if there is none.
     *
     * @throws dev.ashlar.kvstore.StoreLockedException if the directory is in use
     * @throws dev.ashlar.kvstore.CorruptionException if its files are damaged
     * @throws IOException if it holds something else, or cannot be read or written
     */
    static LinkStore open(Path directory, LinkOptions options) throws IOException {
        return open(LinkEntries.of(KvStore.open(directory, KvOptions.DEFAULT)), directory, options);
    }

    /** Opens the links in a store, and closes it and the maker of codes if that fails. */
    static LinkStore open(LinkEntries store, Path directory, LinkOptions options) throws IOException {
        try {
            checkFormat(store, directory);
            long count = LinkNumbers.count(store);
            CodeFilter filter = new CodeFilter(Math.max(options.filterCodes(), 2 * count));
            LinkNumbers.restore(store, count, filter, options.codes());
            options.codes().start();
            return new LinkStore(store, options, count, filter);
        } catch (Throwable e) {
            try (store) {
                options.codes().close();
            } catch (Throwable again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    /**
     * Returns the link of a URL, and makes it if there is none.
     *
     * @param url what {@link UrlRules#check} returned
     * @throws IOException if it could not be written as durably as the options say; it is then not known whether it will
     *     be there after the next opening
     */
    Shortened shorten(String url) throws IOException {
        byte[] bytes = url.getBytes(UTF_8);
        long before = count;
        Link link = findByUrl(bytes);
        boolean isNew = false;
        if (link == null) {
            creating.lock();
            try {
                if (count != before) {
                    link = findByUrl(bytes); // some thread has made a link since the look-up, perhaps this one
                }
                if (link == null) {
                    link = create(url, bytes);
                    isNew = true;
                }
            } finally {
                creating.unlock();
            }
        }
        if (options.durability() == Durability.SYNC) {
            makeDurable(link.number());
        }
        return new Shortened(link, isNew);
    }

    /** Returns the link of a code, or null. */
    @Nullable
    Link find(String code) throws IOException {
        byte[] record = store.get(LinkFormat.codeKey(code));
        return record == null ? null : LinkFormat.link(code, record);
    }

    /** Returns the link of a number, from 0 to less than {@link #count()}. */
    Link get(long number) throws IOException {
        byte[] numbered = store.get(LinkFormat.numberKey(number));
        Link link = numbered == null ? null : find(LinkFormat.code(numbered));
        if (link == null) {
            throw new IOException("every number below the count must have a link: number=" + number);
        }
        return link;
    }

    /** Returns the code of a URL, or null. */
    @Nullable
    String codeOf(String url) throws IOException {
        byte[] code = store.get(LinkFormat.urlKey(url.getBytes(UTF_8)));
        return code == null ? null : new String(code, UTF_8);
    }

    /** Returns how many links there are. */
    long count() {
        return count;
    }

    LinkStats stats() {
        creating.lock();
        try {
            return new LinkStats(filterHits, collisions, filter.sizeInBytes(), filter.layers());
        } finally {
            creating.unlock();
        }
    }

    KvStats storeStats() {
        return store.stats();
    }

    /**
     * Keeps what the maker of codes holds for a time only; to be called every few seconds while links are made.
     *
     * @throws IOException if that cannot be done now; it is worth to try again
     * @throws IllegalStateException if it is lost: codes are found, but none is made
     */
    void renew() throws IOException {
        options.codes().renew();
    }

    @Override
    public void close() throws IOException {
        try (store) {
            options.codes().close();
        }
    }

    private @Nullable Link findByUrl(byte[] url) throws IOException {
        byte[] code = store.get(LinkFormat.urlKey(url));
        if (code == null) {
            return null;
        }
        Link link = find(new String(code, UTF_8));
        if (link == null) {
            throw new IOException("every URL must have its code: code=" + new String(code, UTF_8));
        }
        return link;
    }

    private Link create(String url, byte[] bytes) throws IOException {
        long number = count;
        String code = freeCode(number, bytes);
        Link link = new Link(number, code, url, options.clock().instant().truncatedTo(ChronoUnit.MILLIS));
        WriteBatch batch = new WriteBatch()
                .put(
                        LinkFormat.codeKey(code),
                        LinkFormat.record(number, link.createdAt().toEpochMilli(), bytes))
                .put(LinkFormat.urlKey(bytes), code.getBytes(UTF_8))
                .put(
                        LinkFormat.numberKey(number),
                        LinkFormat.numbered(options.codes().kind(), code));
        if (number == 0) {
            batch.put(LinkFormat.markerKey(), LinkFormat.marker());
        }
        filter.put(
                code); // before the write: if that fails, a wrong "perhaps" is left, and no code that is missing here
        store.write(batch, writeDurability);
        count = number + 1; // nothing may fail in between, or the next link would have the same number
        return link;
    }

    private String freeCode(long number, byte[] url) throws IOException {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            String code = options.codes().code(number, url, attempt);
            if (!isTaken(code)) {
                return code;
            }
            collisions++;
        }
        throw new IOException("no free code was found in " + MAX_ATTEMPTS + " attempts");
    }

    private boolean isTaken(String code) throws IOException {
        if (!filter.mightContain(code)) {
            return false;
        }
        filterHits++;
        return store.get(LinkFormat.codeKey(code)) != null;
    }

    private void makeDurable(long number) throws IOException {
        if (number < synced.get()) {
            return;
        }
        long written = count; // read first: these links are all in what is flushed now
        store.sync();
        synced.accumulateAndGet(written, Math::max);
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
