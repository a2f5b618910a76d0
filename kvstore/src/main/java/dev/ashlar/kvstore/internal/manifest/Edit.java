package dev.ashlar.kvstore.internal.manifest;

import dev.ashlar.kvstore.internal.io.ByteSink;
import dev.ashlar.kvstore.internal.io.ByteSource;
import dev.ashlar.kvstore.internal.sstable.TableInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A change of the store's state, applied as a whole.
 *
 * @param lastSequence the newest write that is in tables: everything up to it is
 * @param logNumber the oldest log that still matters
 * @param added tables that are new, oldest first
 * @param removed numbers of tables that are gone
 */
public record Edit(long lastSequence, long logNumber, List<TableInfo> added, List<Long> removed) {
    private static final int LAST_SEQUENCE = 1;
    private static final int LOG_NUMBER = 2;
    private static final int ADDED = 3;
    private static final int REMOVED = 4;

    byte[] encode() {
        ByteSink out = new ByteSink(256);
        out.putVarint(LAST_SEQUENCE).putVarint(lastSequence);
        out.putVarint(LOG_NUMBER).putVarint(logNumber);
        for (TableInfo table : added) {
            out.putVarint(ADDED)
                    .putVarint(0) // family
                    .putVarint(0) // level
                    .putVarint(table.number())
                    .putVarint(table.fileBytes())
                    .putPrefixed(table.smallestKey())
                    .putPrefixed(table.largestKey())
                    .putVarint(table.smallestSequence())
                    .putVarint(table.largestSequence());
        }
        for (long number : removed) {
            out.putVarint(REMOVED).putVarint(number);
        }
        return out.toByteArray();
    }

    static Edit decode(ByteSource in) throws IOException {
        long lastSequence = -1;
        long logNumber = -1;
        List<TableInfo> added = new ArrayList<>();
        List<Long> removed = new ArrayList<>();
        while (in.remaining() > 0) {
            long field = in.readVarint();
            if (field == LAST_SEQUENCE) {
                lastSequence = in.readVarint();
            } else if (field == LOG_NUMBER) {
                logNumber = in.readVarint();
            } else if (field == ADDED) {
                added.add(table(in));
            } else if (field == REMOVED) {
                removed.add(in.readVarint());
            } else {
                throw in.corrupt("a field must be known: field=" + field);
            }
        }
        if (lastSequence < 0 || logNumber < 0) {
            throw in.corrupt("an edit must have a last sequence number and a log number");
        }
        return new Edit(lastSequence, logNumber, added, removed);
    }

    private static TableInfo table(ByteSource in) throws IOException {
        long family = in.readVarint();
        long level = in.readVarint();
        if (family != 0 || level != 0) {
            throw in.corrupt("a family and a level must be known: family=" + family + ", level=" + level);
        }
        return new TableInfo(
                in.readVarint(),
                in.readVarint(),
                in.readPrefixed(),
                in.readPrefixed(),
                in.readVarint(),
                in.readVarint());
    }
}
