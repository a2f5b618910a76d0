package dev.ashlar.kvstore;

import dev.ashlar.kvstore.internal.entry.EntryCursor;
import dev.ashlar.kvstore.internal.entry.Trailer;
import dev.ashlar.kvstore.internal.wal.Writes;
import java.util.Arrays;

/**
 * Which entries somebody can still see, when tables are written: asked about each in order.
 *
 * <p>Snapshots divide the history into stripes: no reader can stand within one. So of the entries of a key only the newest
 * of each stripe is kept.
 */
final class Retention {
    private final long[] snapshots;
    private byte[] key = new byte[64];
    private int keyLength = -1;
    private int lastStripe;
    private boolean newKey;

    /** For snapshots with these sequence numbers, ascending. */
    Retention(long[] snapshots) {
        this.snapshots = snapshots;
    }

    /** Whether the entry that a cursor stands at is the newest of its key in its stripe. */
    boolean keeps(EntryCursor entry) {
        newKey = keyLength < 0 || entry.compareKey(key, 0, keyLength) != 0;
        if (newKey) {
            remember(entry);
        }
        int stripe = stripe(Trailer.sequence(entry.trailer()));
        boolean shadowed = !newKey && stripe == lastStripe;
        lastStripe = stripe;
        return !shadowed;
    }

    /** Whether the entry asked about last has another key than the one before. */
    boolean isNewKey() {
        return newKey;
    }

    /** Whether every snapshot sees the entry that was kept last, or a newer one. */
    boolean isSeenByAll() {
        return lastStripe == 0;
    }

    /** Whether the entry that was kept last is of no use where nothing older of its key is. */
    boolean isNeedlessDeletion(long trailer) {
        return Trailer.kind(trailer) == Writes.DELETE && isSeenByAll();
    }

    /** How many snapshots are older. */
    private int stripe(long sequence) {
        int at = Arrays.binarySearch(snapshots, sequence);
        return at >= 0 ? at : -at - 1;
    }

    private void remember(EntryCursor entry) {
        keyLength = entry.keyLength();
        if (key.length < keyLength) {
            key = new byte[2 * keyLength];
        }
        System.arraycopy(entry.keyArray(), entry.keyOffset(), key, 0, keyLength);
    }
}
