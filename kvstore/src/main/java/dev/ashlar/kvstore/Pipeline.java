package dev.ashlar.kvstore;

import dev.ashlar.kvstore.internal.io.ByteSink;
import dev.ashlar.kvstore.internal.memtable.Insertion;
import dev.ashlar.kvstore.internal.wal.LogWriter;
import dev.ashlar.kvstore.internal.wal.Writes;
import java.io.IOException;

/**
 * What a write goes through, in two steps: {@link #begin} is for one thread at a time, {@link #complete} for any number at once.
 * Should either fail, no write after it becomes visible, nor it itself if others have not shown it already.
 */
final class Pipeline {
    /*
     * First it gets its number, room in the memtable, and its place in the log; room comes first, so that nothing of it is in
     * the log should there not be memory for it. Then it is linked into the memtable: beside others, if any wait to begin,
     * and else at once, while what that needs is in the processor's cache. At last it becomes visible, after all writes with
     * lower numbers.
     */
    private final ReadPath reads;
    private final CommitQueue commits;
    /** For writes that are linked at once. */
    private final Insertion ownInsertion = new Insertion();

    private long newest;

    /** A pipeline for writes that come after those which are visible. */
    Pipeline(ReadPath reads) {
        this.reads = reads;
        commits = new CommitQueue(reads::show);
        newest = reads.visible();
    }

    /**
     * A write that has begun.
     *
     * @param insertion is to be linked, or was
     * @param last the number of the last entry
     * @param log has it
     * @param end where in the log it ends
     */
    record Begun(long turn, Insertion insertion, boolean linked, long last, LogWriter log, long end) {}

    /** The number of the newest write; it and some before may not be visible yet. */
    long newest() {
        return newest;
    }

    /**
     * Begins a write of some entries.
     *
     * @param queued whether others wait to begin theirs
     */
    Begun begin(ByteSink batch, int count, Durability durability, LogWriter log, boolean queued) throws IOException {
        boolean alone = !queued && commits.isIdle();
        Insertion insertion = alone ? ownInsertion : new Insertion();
        long turn = commits.begin();
        try {
            Writes.stamp(batch, newest + 1, log.synced(), count);
            insertion.reserve(reads.view().active(), batch);
            if (alone) {
                insertion.link();
            }
            log.add(batch.array(), batch.length());
            if (durability == Durability.OS) {
                log.keep();
            }
            Begun begun = new Begun(turn, insertion, alone, newest + count, log, log.end());
            newest += count;
            return begun;
        } catch (Throwable e) {
            commits.abandon(turn, e);
            throw e;
        }
    }

    /** Completes a write, and returns when it is visible. Should this fail, it is in the log nevertheless. */
    void complete(Begun begun) throws IOException {
        try {
            if (!begun.linked) {
                begun.insertion.link();
            }
            commits.applied(begun.turn, begun.last);
        } catch (Throwable e) {
            commits.abandon(begun.turn, e);
            throw e;
        }
    }

    /** Waits until every write that has begun is visible; for the one thread that may begin one. */
    void drain() throws IOException {
        commits.drain();
    }
}
