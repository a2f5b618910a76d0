package dev.ashlar.examples.shortener;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ashlar.kvstore.Durability;
import dev.ashlar.kvstore.KvStats;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;
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
     * Making a link is look up, choose a code, write; one after the other for all threads, as each must see what the one
     * before has done. With SYNC the batch is written under the lock only as far as the operating system, and the flush of
     * the drive, which takes a thousand times as long, is awaited without the lock: those who wait there at the same time
     * share one flush. Until then others can see the link. To read it is no harm; but who gets its code as an answer
     * to shorten() has a promise, so he waits for the flush too, be the link his own or not.
     *
     * A code tells its store; a URL does not, so all are asked for it. That is no more than a query of each one's Bloom
     * filter where the URL is new.
     */
    private static final int MAX_ATTEMPTS = 1000;

    private final LinkShards shards;
    private final LinkOptions options;
    private final Durability writeDurability;
    private final CodeFilter filter;
    private final ReentrantLock creating = new ReentrantLock();
    private long filterHits;
    private long collisions;

    private LinkStore(LinkShards shards, LinkOptions options, CodeFilter filter) {
        this.shards = shards;
        this.options = options;
        this.filter = filter;
        writeDurability = options.durability() == Durability.SYNC ? Durability.OS : options.durability();
    }

    /**
     * A link, and whether it is new.
     *
     * @param link the link
     * @param isNew true if this call has made it
     * @param serial a number that no other link has, until the links are spread over more stores
     */
    record Shortened(Link link, boolean isNew, long serial) {}

    /** A link, and where it is. */
    private record Found(LinkShard shard, Link link) {}

    /**
     * Opens the links in a directory, and makes it if there is none.
     *
     * @param shards over how many stores the links shall be spread; 0 for as many as they are, at first 1
     * @throws dev.ashlar.kvstore.StoreLockedException if the directory is in use
     * @throws dev.ashlar.kvstore.CorruptionException if its files are damaged
     * @throws IOException if it holds something else, or cannot be read or written
     */
    static LinkStore open(Path directory, int shards, LinkOptions options) throws IOException {
        return open(LinkShards.open(directory, shards), options);
    }

    /** Opens the links in stores, and closes them and the maker of codes if that fails. */
    static LinkStore open(LinkShards shards, LinkOptions options) throws IOException {
        try {
            CodeFilter filter = new CodeFilter(Math.max(options.filterCodes(), 2 * count(shards)));
            for (LinkShard shard : shards.all()) {
                LinkNumbers.restore(shard, filter, options.codes());
            }
            options.codes().start();
            return new LinkStore(shards, options, filter);
        } catch (Throwable e) {
            try (shards) {
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
        long before = count();
        Found found = findByUrl(bytes);
        boolean isNew = false;
        if (found == null) {
            creating.lock();
            try {
                if (count() != before) {
                    found = findByUrl(bytes); // some thread has made a link since the look-up, perhaps this one
                }
                if (found == null) {
                    found = create(url, bytes);
                    isNew = true;
                }
            } finally {
                creating.unlock();
            }
        }
        if (options.durability() == Durability.SYNC) {
            found.shard().makeDurable(found.link().number());
        }
        return new Shortened(found.link(), isNew, serial(found));
    }

    private long serial(Found found) {
        int stores = shards.all().size();
        return found.link().number() * stores + shards.all().indexOf(found.shard());
    }

    /** Returns the link of a code, or null. */
    @Nullable
    Link find(String code) throws IOException {
        return shards.of(code).find(code);
    }

    /** Returns the i-th link, from 0 to less than {@link #count()}; their order is that of the stores. */
    Link get(long i) throws IOException {
        long number = i;
        for (LinkShard shard : shards.all()) {
            if (number < shard.count()) {
                return shard.get(number);
            }
            number -= shard.count();
        }
        throw new IOException("every number below the count must have a link: number=" + i + ", count=" + count());
    }

    /** Returns the code of a URL, or null. */
    @Nullable
    String codeOf(String url) throws IOException {
        byte[] bytes = url.getBytes(UTF_8);
        for (LinkShard shard : shards.all()) {
            String code = shard.codeOf(bytes);
            if (code != null) {
                return code;
            }
        }
        return null;
    }

    /** Returns how many links there are. */
    long count() {
        return count(shards);
    }

    private static long count(LinkShards shards) {
        long sum = 0;
        for (LinkShard shard : shards.all()) {
            sum += shard.count();
        }
        return sum;
    }

    /** Returns over how many stores the links are spread. */
    int shards() {
        return shards.all().size();
    }

    /** Returns how many links the opening has moved to another store. */
    long moved() {
        return shards.moved();
    }

    LinkStats stats() {
        creating.lock();
        try {
            return new LinkStats(filterHits, collisions, filter.sizeInBytes(), filter.layers());
        } finally {
            creating.unlock();
        }
    }

    long bytesOnDisk() {
        return sum(KvStats::bytesOnDisk);
    }

    /** Returns how many writes the opening found in logs, because no orderly close had brought them into tables. */
    long recoveredWrites() {
        return sum(KvStats::recoveredWrites);
    }

    private long sum(ToLongFunction<KvStats> figure) {
        return shards.all().stream()
                .mapToLong(shard -> figure.applyAsLong(shard.store().stats()))
                .sum();
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
        try (shards) {
            options.codes().close();
        }
    }

    private @Nullable Found findByUrl(byte[] url) throws IOException {
        for (LinkShard shard : shards.all()) {
            String code = shard.codeOf(url);
            if (code != null) {
                Link link = shard.find(code);
                if (link == null) {
                    throw new IOException("every URL must have its code: code=" + code);
                }
                return new Found(shard, link);
            }
        }
        return null;
    }

    private Found create(String url, byte[] bytes) throws IOException {
        String code = freeCode(count(), bytes);
        LinkShard shard = shards.of(code);
        Link link = new Link(-1, code, url, options.clock().instant().truncatedTo(ChronoUnit.MILLIS));
        // Before the write: if that fails, a wrong "perhaps" is left, and no code that is missing here.
        filter.put(code);
        return new Found(shard, shard.add(link, options.codes().kind(), writeDurability));
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
        return find(code) != null;
    }
}
