package dev.ashlar.examples.dump;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.examples.Main;
import dev.ashlar.kvstore.Durability;
import dev.ashlar.kvstore.KvOptions;
import dev.ashlar.kvstore.KvStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DumpCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path path;

    private int run(String... args) {
        return Main.run(args, InputStream.nullInputStream(), new PrintWriter(out), new PrintWriter(err));
    }

    @Test
    void dump_directoryOfAnOpenStore_showsEveryFile() throws IOException {
        try (KvStore store = KvStore.open(path, KvOptions.DEFAULT)) {
            store.put("in a table".getBytes(UTF_8), "1".getBytes(UTF_8));
            store.flush();
            store.put("in the log".getBytes(UTF_8), "22".getBytes(UTF_8));
            assertThat(run("dump", "--entries", path.toString())).as("%s", err).isZero();
        }
        assertThat(out.toString())
                .contains("manifest ", "+ table ", "log ")
                .contains("put 1 \"in a table\", 1 byte", "put 2 \"in the log\", 2 bytes");
    }

    @Test
    void dump_noStore_isBadUsage() throws IOException {
        Path file = Files.createFile(path.resolve("notes.txt"));
        assertThat(run("dump", file.toString())).isEqualTo(Main.BAD_USAGE);
        assertThat(run("dump", path.toString())).isEqualTo(Main.BAD_USAGE);
        assertThat(run("dump")).isEqualTo(Main.BAD_USAGE);
        assertThat(err.toString()).contains("notes.txt");
    }

    @Test
    void dump_damagedFile_failsAndNamesIt() throws IOException {
        try (KvStore store = KvStore.open(path, KvOptions.DEFAULT)) {
            store.put(new byte[100], new byte[100]);
        }
        Path table;
        try (var files = Files.list(path)) {
            table = files.filter(file -> file.toString().endsWith(".sst"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(table);
        bytes[10] ^= 1;
        Files.write(table, bytes);
        assertThat(run("dump", table.toString())).isEqualTo(Main.FAILED);
        assertThat(err.toString()).contains(String.valueOf(table.getFileName()));
        assertThat(out.toString()).doesNotContain("manifest ");
        assertThat(run("dump", path.toString())).isEqualTo(Main.FAILED);
        assertThat(out.toString()).as("what comes after it").contains("manifest ", "log ");
    }

    @Test
    void dump_logDamagedInItsMiddle_failsAndShowsWhatIsBefore() throws IOException {
        byte[] bytes;
        Path log = path.resolve("000001.wal");
        try (KvStore store = KvStore.open(path, KvOptions.DEFAULT)) {
            for (int i = 0; i < 3; i++) {
                store.put(new byte[] {(byte) i}, new byte[100], Durability.SYNC);
            }
            bytes = Files.readAllBytes(log);
        }
        bytes[bytes.length / 2] ^= 1;
        Files.write(log, bytes);
        assertThat(run("dump", log.toString())).isEqualTo(Main.FAILED);
        assertThat(out.toString()).contains("1 write from 1", "not whole", "1 whole record behind it");
        assertThat(err.toString()).contains("000001.wal");
    }
}
