package dev.ashlar.kvstore.internal.manifest;

import dev.ashlar.kvstore.internal.io.ByteSink;
import dev.ashlar.kvstore.internal.io.ByteSource;
import dev.ashlar.kvstore.internal.sstable.TableInfo;
import dev.ashlar.kvstore.internal.wal.Writes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A change of the store's state, applied as a whole.
 *
 * @param lastSequence the newest write that is in tables: everything up to it is
 * @param logNumber the oldest log that still matters
 * @param added tables that are new, or on another level
 * @param removed numbers of tables that are gone
 */
public record Edit(long lastSequence, long logNumber, List<Placement> added, List<Long> removed) {
    private static final int LAST_SEQUENCE = 1;
    private static final int LOG_NUMBER = 2;
    private static final int ADDED = 3;
    private static final int REMOVED = 4;

    /** Fields from here on may be left out by a reader that does not know them. */
    private static final int FIRST_OPTIONAL = 128;

    byte[] encode() {
        ByteSink out = new ByteSink(256);
        field(out, LAST_SEQUENCE, new ByteSink(10).putVarint(lastSequence));
        field(out, LOG_NUMBER, new ByteSink(10).putVarint(logNumber));
        for (Placement placement : added) {
            TableInfo table = placement.table();
            field(
                    out,
                    ADDED,
                    new ByteSink(64)
                            .putVarint(0) // family
                            .putVarint(placement.level())
                            .putVarint(table.number())
                            .putVarint(table.fileBytes())
                            .putPrefixed(table.smallestKey())
                            .putPrefixed(table.largestKey())
                            .putVarint(table.smallestSequence())
                            .putVarint(table.largestSequence()));
        }
        for (long number : removed) {
            field(out, REMOVED, new ByteSink(10).putVarint(number));
        }
        return out.toByteArray();
    }

    private static void field(ByteSink out, int name, ByteSink content) {
        out.putVarint(name).putVarint(content.length()).putBytes(content.array(), 0, content.length());
    }

    /** Reads an edit. */
    public static Edit decode(ByteSource in) throws IOException {
        long lastSequence = -1;
        long logNumber = -1;
        List<Placement> added = new ArrayList<>();
        List<Long> removed = new ArrayList<>();
        while (in.remaining() > 0) {
            long name = in.readVarint();
            ByteSource content = in.readSlice();
            if (name == LAST_SEQUENCE) {
                lastSequence = sequence(content);
            } else if (name == LOG_NUMBER) {
                logNumber = number(content);
            } else if (name == ADDED) {
                added.add(table(content));
            } else if (name == REMOVED) {
                removed.add(number(content));
            } else if (name >= 0 && name < FIRST_OPTIONAL) {
                throw content.corrupt("a field must be known: field=" + name);
            } else {
                continue;
            }
            if (content.remaining() > 0) {
                throw content.corrupt("nothing may follow in the field: bytes=" + content.remaining());
            }
        }
        if (lastSequence < 0 || logNumber < 0) {
            throw in.corrupt("an edit must have a last sequence number and a log number");
        }
        return new Edit(lastSequence, logNumber, added, removed);
    }

    private static Placement table(ByteSource in) throws IOException {
        long family = in.readVarint();
        long level = in.readVarint();
        if (family != 0 || level < 0 || level > Placement.MAX_LEVEL) {
            throw in.corrupt("a family and a level must be known: family=" + family + ", level=" + level);
        }
        TableInfo table =
                new TableInfo(number(in), number(in), in.readPrefixed(), in.readPrefixed(), sequence(in), sequence(in));
        if (Arrays.compareUnsigned(table.smallestKey(), table.largestKey()) > 0
                || table.smallestSequence() > table.largestSequence()) {
            throw in.corrupt("the ranges of a table must not be empty: table=" + table.number());
        }
        return new Placement((int) level, table);
    }

    private static long number(ByteSource in) throws IOException {
        long number = in.readVarint();
        if (number < 0) {
            throw in.corrupt("a number must fit into 63 bits");
        }
        return number;
    }

    private static long sequence(ByteSource in) throws IOException {
        long sequence = in.readVarint();
        if (sequence < 0 || sequence > Writes.MAX_SEQUENCE) {
            throw in.corrupt("a sequence number must be at most " + Writes.MAX_SEQUENCE + ": "
                    + Long.toUnsignedString(sequence));
        }
        return sequence;
    }
}
