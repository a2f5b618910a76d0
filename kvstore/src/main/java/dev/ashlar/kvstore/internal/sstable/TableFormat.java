package dev.ashlar.kvstore.internal.sstable;

import dev.ashlar.kvstore.internal.io.Checksum;
import java.util.Set;

/** The layout of a table file: docs/formats/table.md. */
final class TableFormat {
    static final int VERSION = 1;

    /** "ASHLRSST", read as a little-endian long. */
    static final long MAGIC = 0x5453_5352_4C48_5341L;

    /** offset and length of the directory block 8 + 4, salt 4, version 4, checksum 4, magic 8. */
    static final int FOOTER_BYTES = 32;

    /** After every block: how it is compressed 1, checksum 4. */
    static final int BLOCK_TRAILER_BYTES = 5;

    /** How many entries of a data block come from one restart point to the next. */
    static final int RESTART_INTERVAL = 16;

    static final byte STORED = 0;
    static final byte LZ4 = 1;

    /** Names in the directory block. */
    static final String INDEX = "index";

    static final String FILTER = "filter";
    static final String PROPERTIES = "properties";

    /** Names in the properties block. */
    static final String STORE = "store";

    static final String NUMBER = "number";
    static final String ENTRIES = "entries";

    static final String DELETIONS = "deletions";
    static final String RAW_KEY_BYTES = "raw-key-bytes";
    static final String RAW_VALUE_BYTES = "raw-value-bytes";
    static final String DATA_BLOCKS = "data-blocks";
    static final String INDEX_LEVELS = "index-levels";
    static final String SMALLEST_SEQUENCE = "smallest-sequence";
    static final String LARGEST_SEQUENCE = "largest-sequence";
    static final String FAMILY = "family";
    static final String ORDER = "order";

    /** The order of keys by their unsigned bytes, the only one of version 1. */
    static final String BYTEWISE = "bytewise";

    /** What a reader does not know and may pass over has a name that begins like this; all else it must refuse. */
    static final String OPTIONAL = "x-";

    static final Set<String> PARTS = Set.of(FILTER, INDEX, PROPERTIES);
    static final Set<String> KNOWN_PROPERTIES = Set.of(
            STORE,
            NUMBER,
            ENTRIES,
            DELETIONS,
            RAW_KEY_BYTES,
            RAW_VALUE_BYTES,
            DATA_BLOCKS,
            INDEX_LEVELS,
            SMALLEST_SEQUENCE,
            LARGEST_SEQUENCE,
            FAMILY,
            ORDER);

    private TableFormat() {}

    /** The checksum of a block and of how it is compressed; good only at its place in its file. */
    static int checksum(byte[] bytes, int from, int length, long fileOffset, int salt) {
        return Checksum.of(bytes, from, length) ^ salt ^ Long.hashCode(fileOffset);
    }
}
