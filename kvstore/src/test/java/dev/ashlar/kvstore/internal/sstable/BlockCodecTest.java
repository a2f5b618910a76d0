package dev.ashlar.kvstore.internal.sstable;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.kvstore.CorruptionException;
import dev.ashlar.kvstore.internal.io.ByteSink;
import dev.ashlar.kvstore.internal.io.ReadableFile;
import org.junit.jupiter.api.Test;

class BlockCodecTest {
    @Test
    void read_claimOfMoreThanAnArrayHolds_isCorruption() {
        ByteSink out = new ByteSink(16 << 20);
        out.putVarint((1L << 31) + 5).putBytes(new byte[9 << 20]);
        int length = out.length();
        out.putByte(TableFormat.LZ4);
        out.putInt(TableFormat.checksum(out.array(), 0, length + 1, 0, 3));
        byte[] bytes = out.toByteArray();
        ReadableFile file = new ReadableFile() {
            @Override
            public String name() {
                return "hostile";
            }

            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public void read(long position, byte[] destination, int offset, int count) {
                System.arraycopy(bytes, (int) position, destination, offset, count);
            }

            @Override
            public void close() {}
        };
        assertThatThrownBy(() -> BlockCodec.read(file, new BlockHandle(0, length), 3))
                .isInstanceOf(CorruptionException.class);
    }
}
