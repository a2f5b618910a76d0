package dev.ashlar.trie;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Checks every byte of a compact snapshot: that its entries are in order, and make these very bytes. For one thread. */
final class CompactVerifier {
    private final Compact compact;
    private final List<Entry> entries = new ArrayList<>();

    CompactVerifier(Compact compact) {
        this.compact = compact;
    }

    void verify() {
        compact.header().checkSections(compact.bytes());
        compact.forEach((entry, id) -> {
            byte[] utf8 = entry.utf8;
            boolean isNext = id == 0 || Arrays.compareUnsigned(entries.get(id - 1).utf8, utf8) < 0;
            TrieVerifier.check(isNext, "order", id);
            entries.add(entry);
        });
        ByteBuffer expected = CompactWriter.write(entries.toArray(Entry[]::new));
        TrieVerifier.check(expected.equals(compact.bytes().slice()), "encoding", 0);
    }
}
