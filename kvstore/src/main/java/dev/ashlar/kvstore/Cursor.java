package dev.ashlar.kvstore;

import dev.ashlar.kvstore.internal.entry.EntryCursor;
import dev.ashlar.kvstore.internal.entry.Trailer;
import dev.ashlar.kvstore.internal.wal.Writes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A position among the keys of a store, which moves in both directions: over what was there when it was opened.
 *
 * <pre>{@code
 * try (Cursor cursor = store.cursor(KeyRange.prefix(prefix))) {
 *     for (boolean found = cursor.first(); found; found = cursor.next()) {
 *         use(cursor.key(), cursor.value());
 *     }
 * }
 * }</pre>
 *
 * <p>It stands at a pair or nowhere. It stands nowhere when it is new, and where a move finds no pair: after the last one or
 * before the first. Keys are in the order of their unsigned bytes.
 *
 * <p><b>Cost.</b> A step within a block allocates nothing. An open cursor keeps the tables that it reads, and the memory of
 * the writes that are not yet in tables, so close it soon.
 *
 * <p><b>Threads.</b> For one at a time. When the store is closed, by whatever thread, the next move throws
 * {@link IllegalStateException}.
 */
public final class Cursor implements Closeable {
    /*
     * Below is a cursor over all entries: every version of a key, the newest first, and deletions.
     *
     * Forwards, it stands at the entry that this one stands at. Backwards, it has gone on to before all entries of this
     * one's key, because only then the newest that is visible is known; so the key is copied, and the value, which is in
     * a block or a memtable that does not change, is remembered where it is.
     */
    private final ReadPath reads;
    private final Handles.Handle handle;
    private final EntryCursor entries;
    private final long sequence;
    private final byte @Nullable [] lower;
    private final byte @Nullable [] upper;
    private final boolean checked;

    private boolean valid;
    private boolean forwards;
    private boolean entriesValid;
    private byte[] key = new byte[64];
    private int keyLength;
    private byte[] valueArray = {};
    private int valueOffset;
    private int valueLength;
    private Slice keySlice = new Slice();
    private Slice valueSlice = new Slice();

    /** A cursor that lets go of what it keeps when it is closed. */
    Cursor(
            ReadPath reads,
            Handles handles,
            Closeable kept,
            EntryCursor entries,
            long sequence,
            KeyRange range,
            boolean checked) {
        this.reads = reads;
        this.handle = handles.add(this, "cursor", kept);
        this.entries = entries;
        this.sequence = sequence;
        this.lower = range.lower();
        this.upper = range.upper();
        this.checked = checked;
    }

    /** One move of the entries below. */
    @FunctionalInterface
    private interface Move {
        boolean run() throws IOException;
    }

    /**
     * Moves to the first pair.
     *
     * @return false if there is none
     * @throws CorruptionException if a block is damaged
     * @throws IOException if a file cannot be read
     * @throws IllegalStateException if the cursor or the store is closed
     */
    public boolean first() throws IOException {
        return move(() -> {
            entriesValid = lower == null ? entries.first() : seekEntries(lower, 0, lower.length);
            return standForwards();
        });
    }

    /**
     * Moves to the last pair.
     *
     * @return false if there is none
     * @throws CorruptionException if a block is damaged
     * @throws IOException if a file cannot be read
     * @throws IllegalStateException if the cursor or the store is closed
     */
    public boolean last() throws IOException {
        return move(() -> {
            entriesValid = upper == null ? entries.last() : beforeKey(upper);
            return standBackwards();
        });
    }

    /**
     * Moves to the first pair whose key is not less than a key.
     *
     * @param target the key
     * @return false if there is none
     * @throws CorruptionException if a block is damaged
     * @throws IOException if a file cannot be read
     * @throws IllegalStateException if the cursor or the store is closed
     */
    public boolean seek(byte[] target) throws IOException {
        return move(() -> {
            byte[] from = lower != null && Arrays.compareUnsigned(target, lower) < 0 ? lower : target;
            entriesValid = seekEntries(from, 0, from.length);
            return standForwards();
        });
    }

    /**
     * Moves to the last pair whose key is not greater than a key.
     *
     * @param target the key
     * @return false if there is none
     * @throws CorruptionException if a block is damaged
     * @throws IOException if a file cannot be read
     * @throws IllegalStateException if the cursor or the store is closed
     */
    public boolean seekForPrev(byte[] target) throws IOException {
        return move(() -> {
            if (upper != null && Arrays.compareUnsigned(target, upper) >= 0) {
                entriesValid = beforeKey(upper);
            } else {
                // The newest entry that could be visible of the least greater key, and one back.
                byte[] next = Arrays.copyOf(target, target.length + 1);
                entriesValid = beforeKey(next);
            }
            return standBackwards();
        });
    }

    /**
     * Moves to the next pair.
     *
     * @return false if this was the last
     * @throws CorruptionException if a block is damaged
     * @throws IOException if a file cannot be read
     * @throws IllegalStateException if the cursor stands nowhere, or it or the store is closed
     */
    public boolean next() throws IOException {
        beforeStep();
        try {
            if (!forwards) {
                // Not one forwards: what was written meanwhile could be in between.
                entriesValid = entries.seek(key, 0, keyLength, Trailer.MAX_SEQUENCE);
            }
            skipKey();
            return standForwards();
        } catch (ClosedChannelException e) {
            throw closedMeanwhile(e);
        }
    }

    /**
     * Moves to the pair before.
     *
     * @return false if this was the first
     * @throws CorruptionException if a block is damaged
     * @throws IOException if a file cannot be read
     * @throws IllegalStateException if the cursor stands nowhere, or it or the store is closed
     */
    public boolean prev() throws IOException {
        beforeStep();
        try {
            if (forwards) {
                do {
                    entriesValid = entries.prev();
                } while (entriesValid && entries.compareKey(key, 0, keyLength) == 0);
            }
            return standBackwards();
        } catch (ClosedChannelException e) {
            throw closedMeanwhile(e);
        }
    }

    /**
     * Tells whether the cursor stands at a pair.
     *
     * @return false if it stands nowhere
     */
    public boolean isValid() {
        return valid;
    }

    /**
     * Returns the key.
     *
     * @return its bytes, valid until the next move
     * @throws IllegalStateException if the cursor stands nowhere
     */
    public Slice key() {
        checkValid();
        keySlice.set(key, 0, keyLength);
        return keySlice;
    }

    /**
     * Returns the value.
     *
     * @return its bytes, valid until the next move
     * @throws IllegalStateException if the cursor stands nowhere
     */
    public Slice value() {
        checkValid();
        valueSlice.set(valueArray, valueOffset, valueLength);
        return valueSlice;
    }

    /**
     * Copies the key.
     *
     * @return a new array
     * @throws IllegalStateException if the cursor stands nowhere
     */
    public byte[] copyOfKey() {
        checkValid();
        return Arrays.copyOf(key, keyLength);
    }

    /**
     * Copies the value.
     *
     * @return a new array
     * @throws IllegalStateException if the cursor stands nowhere
     */
    public byte[] copyOfValue() {
        checkValid();
        return Arrays.copyOfRange(valueArray, valueOffset, valueOffset + valueLength);
    }

    /**
     * Lets go of what the cursor keeps; does nothing the second time.
     *
     * @throws IOException if a table that only this cursor kept could not be closed
     */
    @Override
    public void close() throws IOException {
        valid = false;
        endSlices();
        handle.close();
    }

    private boolean move(Move move) throws IOException {
        beforeMove();
        try {
            return move.run();
        } catch (ClosedChannelException e) {
            throw closedMeanwhile(e);
        }
    }

    private void beforeMove() {
        reads.checkOpen();
        if (handle.isClosed()) {
            throw new IllegalStateException("the cursor must be open");
        }
        if (checked) {
            endSlices();
        }
        valid = false; // until the move has succeeded
    }

    private void beforeStep() {
        checkValid();
        beforeMove();
    }

    private void checkValid() {
        if (!valid) {
            throw new IllegalStateException(
                    handle.isClosed()
                            ? "the cursor must be open"
                            : "the cursor must stand at a pair: call first(), last(), seek() or seekForPrev() before,"
                                    + " and go on only if that was true");
        }
    }

    private void endSlices() {
        keySlice.invalidate();
        valueSlice.invalidate();
        keySlice = new Slice();
        valueSlice = new Slice();
    }

    private IllegalStateException closedMeanwhile(ClosedChannelException cause) throws IOException {
        reads.checkOpen();
        throw cause;
    }

    private boolean seekEntries(byte[] target, int offset, int length) throws IOException {
        return entries.seek(target, offset, length, sequence);
    }

    /** To the last entry of a lesser key. */
    private boolean beforeKey(byte[] target) throws IOException {
        boolean found = entries.seek(target, 0, target.length, Trailer.MAX_SEQUENCE) ? entries.prev() : entries.last();
        while (found && entries.compareKey(target, 0, target.length) >= 0) {
            found = entries.prev(); // it was written between the two searches
        }
        return found;
    }

    /** Past all entries of the key at which this stands. */
    private void skipKey() throws IOException {
        do {
            entriesValid = entries.next();
        } while (entriesValid && entries.compareKey(key, 0, keyLength) == 0);
    }

    /** At the first visible pair from the entry on that the entries stand at, the first of its key that may be visible. */
    private boolean standForwards() throws IOException {
        forwards = true;
        while (entriesValid) {
            if (upper != null && entries.compareKey(upper, 0, upper.length) >= 0) {
                return false;
            }
            if (Trailer.sequence(entries.trailer()) > sequence) {
                entriesValid = entries.next(); // too new; perhaps an older one of the key is visible
                continue;
            }
            rememberKey();
            if (Trailer.kind(entries.trailer()) == Writes.PUT) {
                rememberValue();
                valid = true;
                return true;
            }
            skipKey();
        }
        return false;
    }

    /** At the last visible pair up to the entry that the entries stand at, the last of its key. */
    private boolean standBackwards() throws IOException {
        forwards = false;
        while (entriesValid) {
            if (lower != null && entries.compareKey(lower, 0, lower.length) < 0) {
                return false;
            }
            rememberKey();
            boolean found = false;
            do {
                if (Trailer.sequence(entries.trailer()) <= sequence) {
                    found = Trailer.kind(entries.trailer()) == Writes.PUT;
                    rememberValue();
                }
                entriesValid = entries.prev();
            } while (entriesValid && entries.compareKey(key, 0, keyLength) == 0);
            if (found) {
                valid = true;
                return true;
            }
        }
        return false;
    }

    private void rememberKey() {
        keyLength = entries.keyLength();
        if (key.length < keyLength) {
            key = new byte[2 * keyLength];
        }
        System.arraycopy(entries.keyArray(), entries.keyOffset(), key, 0, keyLength);
    }

    private void rememberValue() {
        valueArray = entries.valueArray();
        valueOffset = entries.valueOffset();
        valueLength = entries.valueLength();
    }
}
