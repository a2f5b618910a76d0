package dev.ashlar.kvstore.internal.memtable;

import dev.ashlar.kvstore.internal.entry.EntryCursor;

/** The entries of a memtable. Those that are added meanwhile are met or not. */
public final class MemtableCursor extends EntryCursor {
    private final Memtable memtable;
    private int node;

    /** Stands nowhere at first. */
    public MemtableCursor(Memtable memtable) {
        this.memtable = memtable;
    }

    @Override
    public boolean first() {
        return standAt(memtable.first());
    }

    @Override
    public boolean last() {
        return standAt(memtable.last());
    }

    @Override
    public boolean seek(byte[] key, int offset, int length, long maxSequence) {
        return standAt(memtable.ceiling(key, offset, length, maxSequence));
    }

    @Override
    public boolean next() {
        return standAt(memtable.after(node));
    }

    @Override
    public boolean prev() {
        return standAt(memtable.before(node));
    }

    private boolean standAt(int at) {
        if (at == 0) {
            return false;
        }
        node = at;
        keyArray = memtable.array(at);
        keyOffset = memtable.keyOffset(at);
        keyLength = memtable.keyLength(at);
        trailer = memtable.trailer(at);
        valueArray = keyArray;
        valueOffset = keyOffset + keyLength;
        valueLength = memtable.valueLength(at);
        return true;
    }
}
