package dev.ashlar.bloom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.bloom.BinaryFuseFilter.Arity;
import dev.ashlar.bloom.BinaryFuseFilter.Fingerprint;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of README.md, as they stand there. */
class ReadmeTest {
    @Test
    void readme_bloomFilter_works() throws FilterFormatException {
        BloomFilter seen = BloomFilter.create(1_000_000, 0.01); // keys expected, false-positive probability
        seen.put("https://example.org/");
        boolean certainlyNew = false;
        if (!seen.mightContain("https://example.org/a")) {
            // certainly new: no need to ask the slow store behind the filter
            certainlyNew = true;
        }
        byte[] bytes = seen.toByteArray(); // versioned and checksummed
        BloomFilter again = BloomFilter.fromByteArray(bytes);

        assertThat(certainlyNew).isTrue();
        assertThat(again.mightContain("https://example.org/")).isTrue();
    }

    @Test
    void readme_staticFilters_work() {
        List<String> keys = List.of("a", "b", "c");
        long[] hashes = keys.stream().mapToLong(MembershipFilter::hash).toArray();
        BinaryFuseFilter fast = BinaryFuseFilter.of(hashes); // 8 bits of each key, read in three places
        BinaryFuseFilter small = BinaryFuseFilter.of(hashes, Fingerprint.BITS_8, Arity.FOUR); // the numbers in brackets
        RibbonFilter smallest = RibbonFilter.withFpp(hashes, 0.01); // the least memory, the slowest look-up

        for (String key : keys) {
            assertThat(fast.mightContain(key)).isTrue();
            assertThat(small.mightContain(key)).isTrue();
            assertThat(smallest.mightContain(key)).isTrue();
        }
    }

    @Test
    void readme_files_work(@TempDir Path directory) throws IOException {
        BloomFilter written = BloomFilter.create(10, 0.01);
        written.put("https://example.org/");
        Path file = Files.write(directory.resolve("filter"), written.toByteArray());
        MembershipFilter mapped;
        try (FileChannel channel = FileChannel.open(file)) {
            MembershipFilter filter = MembershipFilter.view(channel.map(MapMode.READ_ONLY, 0, channel.size()));
            assertThat(filter.mightContain("https://example.org/")).isTrue();
            mapped = filter;
        }
        assertThat(mapped.mightContain("https://example.org/")).isTrue(); // also after the channel is closed
    }
}
