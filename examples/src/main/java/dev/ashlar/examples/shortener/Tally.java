package dev.ashlar.examples.shortener;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.dynatrace.hash4j.hashing.Hashing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a run has seen, told apart by the serial numbers of the links; and enough to check the links later without the store's
 * help: a hash of 64 bits for each URL. Takes about 80 bytes a link in memory.
 */
final class Tally {
    private final BitSet seen = new BitSet();
    private final List<String> codes = new ArrayList<>();
    private long[] urlHashes = new long[1024];
    private final Map<BadUrlException.Reason, Long> rejected = new EnumMap<>(BadUrlException.Reason.class);
    private final Map<BadUrlException.Reason, String> examples = new EnumMap<>(BadUrlException.Reason.class);
    private long lines;
    private long duplicates;
    private long known;

    void shortened(LinkStore.Shortened shortened) {
        lines++;
        Link link = shortened.link();
        int number = Math.toIntExact(shortened.serial());
        if (seen.get(number)) {
            duplicates++;
            return;
        }
        seen.set(number);
        if (codes.size() == urlHashes.length) {
            urlHashes = Arrays.copyOf(urlHashes, 2 * urlHashes.length);
        }
        urlHashes[codes.size()] = hash(link.url());
        codes.add(link.code());
        if (!shortened.isNew()) {
            known++;
        }
    }

    void rejected(BadUrlException failure) {
        lines++;
        rejected.merge(failure.reason(), 1L, Long::sum);
        examples.putIfAbsent(failure.reason(), String.valueOf(failure.getMessage()));
    }

    long lines() {
        return lines;
    }

    /** How many different URLs were accepted. */
    int distinct() {
        return codes.size();
    }

    long duplicates() {
        return duplicates;
    }

    /** How many of the distinct ones an earlier run had shortened. */
    long known() {
        return known;
    }

    long created() {
        return distinct() - known;
    }

    long rejected() {
        return rejected.values().stream().mapToLong(Long::longValue).sum();
    }

    Map<BadUrlException.Reason, Long> rejections() {
        return rejected;
    }

    /** The message of the first text that was rejected for this reason. */
    String example(BadUrlException.Reason reason) {
        return examples.getOrDefault(reason, "");
    }

    /** The code of the i-th distinct URL. */
    String code(int i) {
        return codes.get(i);
    }

    /** Tells whether that is the URL that the i-th code was made for. */
    boolean isUrl(int i, String url) {
        return urlHashes[i] == hash(url);
    }

    private static long hash(String url) {
        return Hashing.xxh3_64().hashBytesToLong(url.getBytes(UTF_8));
    }
}
