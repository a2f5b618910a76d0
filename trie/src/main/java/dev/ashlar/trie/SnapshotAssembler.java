package dev.ashlar.trie;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The sections of a snapshot while they are written, and how they are put together. For one thread. */
@SuppressWarnings("EnumOrdinal") // their order is the format's
final class SnapshotAssembler {
    private final Map<Section, ByteArrayWriter> sections = new EnumMap<>(Section.class);

    SnapshotAssembler() {
        for (Section section : Section.values()) {
            sections.put(section, new ByteArrayWriter());
        }
    }

    ByteArrayWriter section(Section section) {
        return Objects.requireNonNull(sections.get(section));
    }

    void put(Section section, ByteArrayWriter bytes) {
        sections.put(section, bytes);
    }

    /** Returns how many bytes hold a number less than another. */
    static int width(int than) {
        return Math.max(1, (39 - Integer.numberOfLeadingZeros(Math.max(0, than - 1))) / 8);
    }

    /** Writes payloads, if there are any. */
    void payloads(List<Entry> entries) {
        if (entries.stream().allMatch(entry -> entry.payload == null)) {
            return;
        }
        for (int i = 0; i < entries.size(); i++) {
            @Nullable String payload = entries.get(i).payload;
            PackedTexts.write(
                    payload == null ? null : payload.getBytes(StandardCharsets.UTF_8),
                    i,
                    section(Section.PAYLOAD_PLACES),
                    section(Section.PAYLOADS));
        }
    }

    /** Puts the header before the sections. */
    ByteBuffer assemble(
            Forms forms, boolean isCompact, int entries, int rows, int rankBytes, int childBytes, int weightBytes) {
        ByteArrayWriter out = new ByteArrayWriter();
        out.fixed(SnapshotHeader.MAGIC, 4);
        out.fixed(SnapshotHeader.VERSION, 2);
        out.fixed(forms.folding().ordinal(), 1);
        out.fixed(forms.matching().ordinal(), 1);
        out.fixed(UnicodeFold.UNICODE_VERSION, 1);
        out.fixed(rankBytes, 1);
        out.fixed(childBytes, 1);
        out.fixed(weightBytes, 1);
        out.fixed(entries, 4);
        out.fixed(rows, 4);
        out.fixed(isCompact ? SnapshotHeader.COMPACT : 0, 4);
        out.fixed(0, 8); // the length, which is not known yet
        while (out.size() < SnapshotHeader.BYTES) {
            out.fixed(0, 1);
        }
        for (Section section : Section.values()) {
            ByteArrayWriter bytes = section(section);
            int at = out.size();
            out.bytes(bytes.array(), 0, bytes.size());
            int entry = 32 + 16 * section.ordinal();
            out.set(entry, at, 4);
            out.set(entry + 4, bytes.size(), 4);
            out.set(entry + 8, SnapshotHeader.checksum(ByteBuffer.wrap(bytes.array()), 0, bytes.size()), 4);
            out.align(8);
        }
        out.fixed(0, SnapshotHeader.PADDING);
        out.set(24, out.size(), 8);
        ByteBuffer header = ByteBuffer.wrap(out.array());
        out.set(SnapshotHeader.BYTES - 8, SnapshotHeader.checksum(header, 0, SnapshotHeader.BYTES - 8), 4);
        return SnapshotHeader.littleEndian(ByteBuffer.wrap(Arrays.copyOf(out.array(), out.size())));
    }
}
