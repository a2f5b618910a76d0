package dev.ashlar.kvstore.internal.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.kvstore.internal.io.Directory;
import dev.ashlar.kvstore.internal.io.DiskDirectory;
import dev.ashlar.kvstore.internal.io.ReadableFile;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogPositionsTest {
    private static final LogFormat.Header HEADER = LogFormat.Header.ofWrites(1, 2, 3, 4);

    @TempDir
    Path path;

    /** Where less than a fragment's header is left of a block, nothing begins; where just that is left, an empty fragment. */
    @Test
    void add_recordsBeginningAnywhereAroundABlocksEnd_areReadAsTheyWere() throws IOException {
        int header = LogFormat.RECORD_HEADER_BYTES;
        for (int before = 0; before < 40; before++) {
            for (int length : new int[] {0, 1, 50, LogFormat.BLOCK_BYTES, 3 * LogFormat.BLOCK_BYTES}) {
                byte[] filler = record(LogFormat.BLOCK_BYTES - LogFormat.FILE_HEADER_BYTES - header - before, 1);
                byte[] at = record(length, 2);
                byte[] after = record(10, 3);
                assertThat(writeAndRead(filler, at, after))
                        .as("%d bytes before the end, length %d", before, length)
                        .isDeepEqualTo(new byte[][] {filler, at, after});
            }
        }
    }

    private static byte[] record(int length, int seed) {
        byte[] record = new byte[length];
        for (int i = 0; i < length; i++) {
            record[i] = (byte) (i * 31 + seed);
        }
        return record;
    }

    private byte[][] writeAndRead(byte[]... records) throws IOException {
        Directory directory = DiskDirectory.create(path);
        try (LogWriter log = new LogWriter(directory.create("x"), HEADER)) {
            for (byte[] record : records) {
                log.add(record, record.length);
            }
            log.flush();
        }
        try (ReadableFile file = directory.open("x")) {
            return read(LogReader.open(file, LogFormat.Content.WRITES, HEADER.number()), records.length);
        }
    }

    private static byte[][] read(LogReader reader, int count) throws IOException {
        byte[][] read = new byte[count][];
        for (int i = 0; i < count; i++) {
            read[i] = reader.next();
        }
        assertThat(reader.next()).isNull();
        assertThat(reader.damage()).isNull();
        return read;
    }
}
