package dev.ashlar.idgen.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkFileTest {
    /** Sequence 1, mark 1700000000000, token 7, as written by version 1. */
    private static final String GOLDEN_SLOT =
            "4153484d41524b0001000000010000000000000000" + "68e5cf8b0100000700000000000000";

    private static final String GOLDEN_CRC = "522d1ef5";

    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("mark");
    }

    private byte[] written(long... marks) throws IOException {
        try (MarkFile file = MarkFile.tryOpen(file())) {
            for (long mark : marks) {
                file.write(mark, 7);
            }
        }
        return Files.readAllBytes(file());
    }

    @Test
    void write_firstMark_isInTheSecondSlot() throws IOException {
        byte[] bytes = written(1_700_000_000_000L);
        assertThat(bytes).hasSize(512 + 40);
        assertThat(HexFormat.of().formatHex(bytes, 512, 552)).isEqualTo(GOLDEN_SLOT + GOLDEN_CRC);
        assertThat(Arrays.copyOf(bytes, 512)).containsOnly(0);
    }

    @Test
    void open_goldenBytes_areRead() throws IOException {
        // Written down once and kept: what a release has written is read by all later ones.
        byte[] golden = new byte[512 + 40];
        HexFormat hex = HexFormat.of();
        System.arraycopy(hex.parseHex(GOLDEN_SLOT + GOLDEN_CRC), 0, golden, 512, 40);
        Files.write(file(), golden);
        try (MarkFile file = MarkFile.tryOpen(file())) {
            assertThat(file.mark()).isEqualTo(1_700_000_000_000L);
            assertThat(file.token()).isEqualTo(7);
        }
    }

    @Test
    void open_anyTornOrDamagedLastWrite_leavesTheOneBefore() throws IOException {
        byte[] before = written(100, 200);
        byte[] after = written(300); // in the second slot
        for (int cut = 0; cut <= 40; cut++) {
            byte[] torn = before.clone();
            System.arraycopy(after, 512, torn, 512, cut);
            Files.write(file(), torn);
            try (MarkFile file = MarkFile.tryOpen(file())) {
                assertThat(file.mark()).as("cut=%d", cut).isEqualTo(cut == 40 ? 300 : 200);
            }
        }
        for (int bit = 512 * 8; bit < 552 * 8; bit++) {
            byte[] damaged = after.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file(), damaged);
            try (MarkFile file = MarkFile.tryOpen(file())) {
                assertThat(file.mark()).as("bit=%d", bit).isEqualTo(200);
                file.write(400, 8);
            }
            try (MarkFile file = MarkFile.tryOpen(file())) {
                assertThat(file.mark()).isEqualTo(400);
            }
        }
    }

    @Test
    void open_tornFirstWrite_isAsIfNothingWasWritten() throws IOException {
        byte[] whole = written(100);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file(), Arrays.copyOf(whole, length));
            try (MarkFile file = MarkFile.tryOpen(file())) {
                assertThat(file.mark()).as("length=%d", length).isEqualTo(Long.MIN_VALUE);
            }
        }
    }

    @Test
    void open_cutAfterTwoWrites_isRefused() throws IOException {
        byte[] whole = written(100, 200, 300);
        for (int length = 1; length < whole.length; length++) {
            Files.write(file(), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> MarkFile.tryOpen(file()))
                    .as("length=%d", length)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("must h"); // have 552 bytes, or hold a mark
        }
    }

    @Test
    void write_interruptedThread_keepsFileLockAndFlag() throws IOException {
        Thread.currentThread().interrupt();
        try (MarkFile file = MarkFile.tryOpen(file())) {
            file.write(100, 1);
            assertThat(Thread.interrupted()).isTrue();
            file.write(200, 2);
            assertThat(MarkFile.tryOpen(file())).isNull();
        }
        try (MarkFile file = MarkFile.tryOpen(file())) {
            assertThat(file.mark()).isEqualTo(200);
        }
    }

    @Test
    void tryOpen_systemProperties_canStillBeListed() throws IOException {
        String path = file().toString();
        MarkFile file = MarkFile.tryOpen(file());
        assertThat(System.getProperties().stringPropertyNames()).anyMatch(name -> name.endsWith(path));
        System.getProperties().store(OutputStream.nullOutputStream(), "all are texts");
        file.close();
        assertThat(System.getProperties().stringPropertyNames()).noneMatch(name -> name.endsWith(path));
    }

    @Test
    void open_bothSlotsDamagedOrAnotherVersion_isRefused() throws IOException {
        byte[] bytes = written(100, 200);
        bytes[20] ^= 1;
        bytes[512 + 20] ^= 1;
        Files.write(file(), bytes);
        assertThatThrownBy(() -> MarkFile.tryOpen(file()))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("must hold a mark: both slots are damaged");
        bytes[20] ^= 1;
        Files.write(file(), bytes);
        MarkFile.tryOpen(file()).close(); // the refusal has let go of it

        ByteBuffer later = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        later.putInt(8, 2);
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, 36);
        later.putInt(36, (int) crc.getValue());
        Files.write(file(), bytes);
        assertThatThrownBy(() -> MarkFile.tryOpen(file()))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("must have version 1: version=2");
    }

    @Test
    void tryOpen_sameFileTwice_isNull() throws IOException {
        try (MarkFile file = MarkFile.tryOpen(file())) {
            assertThat(file).isNotNull();
            assertThat(MarkFile.tryOpen(file())).isNull();
            Path link = Files.createSymbolicLink(directory.resolve("link"), file());
            assertThat(MarkFile.tryOpen(link)).isNull();
        }
        MarkFile.tryOpen(file()).close();
    }
}
