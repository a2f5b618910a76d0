package dev.ashlar.kvstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StoreFilesTest {
    private final SimDirectory directory = SimDirectory.withoutMapping();

    private String show(String name) throws IOException {
        StringBuilder out = new StringBuilder();
        StoreFiles.show(directory, name, true, out);
        return out.toString();
    }

    private String find(String part) throws IOException {
        return directory.list().stream()
                .filter(name -> name.contains(part))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void show_everyKindOfFile_tellsWhatIsInIt() throws IOException {
        KvStore store = KvStore.open(directory, KvOptions.DEFAULT);
        store.put("a".getBytes(UTF_8), new byte[3]);
        store.delete(new byte[] {0, '"', 'b'});
        store.flush();
        store.write(new WriteBatch().put(new byte[100], new byte[1]).delete("c".getBytes(UTF_8)));
        assertThat(show(find(".sst")))
                .contains("2 entries, 1 of them deletions, in 1 block, writes 1 to 2")
                .contains("put 1 \"a\", 3 bytes", "delete 2 \"\\00\\22b\"");
        assertThat(show(find(".wal")))
                .contains("from write 3", "2 writes from 3", "\\00\"... (100 bytes), 1 byte", "delete 4 \"c\"")
                .doesNotContain("not whole");
        assertThat(show(find("MANIFEST")))
                .contains("+ table ", "on level 0", "writes 1 to 2, keys \"\\00\\22b\" to \"a\"");
    }

    @Test
    void show_tableWhoseIndexIsCut_showsTheParts() throws IOException {
        KvStore store = KvStore.open(
                directory,
                KvOptions.builder()
                        .blockBytes(512)
                        .compression(Compression.NONE)
                        .indexPartitionBytes(30)
                        .build());
        for (int i = 0; i < 20; i++) {
            store.put(String.format("key %02d", i).getBytes(UTF_8), new byte[200]);
        }
        store.flush();
        assertThat(show(find(".sst")))
                .contains("20 entries, 0 of them deletions, in 7 blocks, with an index in 4 parts, writes 1 to 20")
                .contains("  index at ", ": 2 blocks up to \"key 05\"", ": 1 block up to \"key 19\"");
    }

    @Test
    void show_logWithATail_showsWhatIsInBoth() throws IOException {
        SimDirectory tailed = new SimDirectory();
        KvStore store = KvStore.open(tailed, KvOptions.DEFAULT);
        store.put("a".getBytes(UTF_8), new byte[3], Durability.SYNC);
        store.put("b".getBytes(UTF_8), new byte[3], Durability.OS);
        StringBuilder out = new StringBuilder();
        StoreFiles.show(tailed, "000001.wal", true, out);
        assertThat(out.toString()).contains("put 1 \"a\"", "put 2 \"b\"", "35 in the tail");
    }

    @Test
    void show_tornLog_showsWhereItEnds() throws IOException {
        KvStore store = KvStore.open(directory, KvOptions.DEFAULT);
        store.put("a".getBytes(UTF_8), new byte[3]);
        store.put("b".getBytes(UTF_8), new byte[3]);
        String log = find(".wal");
        byte[] bytes = directory.bytes(log);
        directory.setBytes(log, Arrays.copyOf(bytes, bytes.length - 1));
        assertThat(show(log))
                .contains("put 1 \"a\"", "not whole", "0 whole records behind it")
                .doesNotContain("put 2");
    }

    /** What a recovery would refuse is shown, and told at the end. */
    @Test
    void show_damageToWhatWasDurable_failsBehindWhatIsWhole() throws IOException {
        SimDirectory whole = new SimDirectory();
        KvStore store = KvStore.open(whole, KvOptions.DEFAULT);
        store.put("a".getBytes(UTF_8), new byte[3], Durability.SYNC);
        store.put("b".getBytes(UTF_8), new byte[3], Durability.SYNC);
        byte[] log = whole.bytes("000001.wal");

        SimDirectory cut = whole.afterKill();
        cut.setBytes("000001.wal", Arrays.copyOf(log, log.length / 2 + 24)); // between the two
        assertShownButFails(cut, "000001.wal", "put 1 \"a\"");
        SimDirectory flipped = whole.afterKill();
        flipped.bytes("000001.wal")[log.length - 1] ^= 1;
        assertShownButFails(flipped, "000001.wal", "put 1 \"a\"", "0 whole records behind it");
        store.put("c".getBytes(UTF_8), new byte[3], Durability.OS);
        SimDirectory tail = whole.afterKill();
        tail.bytes("TAIL")[16] ^= 1;
        assertShownButFails(tail, "000001.wal", "put 2 \"b\"");

        store.flush();
        store.put("d".getBytes(UTF_8), new byte[3]);
        store.flush();
        SimDirectory manifest = whole.afterKill();
        manifest.bytes("MANIFEST-000002")[60] ^= 1;
        assertShownButFails(manifest, "MANIFEST-000002", "2 whole records behind it");
    }

    private static void assertShownButFails(SimDirectory directory, String name, String... shown) {
        StringBuilder out = new StringBuilder();
        assertThatThrownBy(() -> StoreFiles.show(directory, name, true, out)).isInstanceOf(CorruptionException.class);
        assertThat(out.toString()).contains(shown);
    }

    @Test
    void show_otherFile_isRefused() {
        assertThatThrownBy(() -> StoreFiles.show(Path.of("notes.txt"), false, new StringBuilder()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("file=notes.txt");
    }
}
