package dev.ashlar.kvstore.internal.sstable;

import java.util.Arrays;

/** Short keys for the index. */
final class Separator {
    private Separator() {}

    /** A key, short where it can be, that is not less than {@code last} and less than {@code next}. */
    static byte[] between(byte[] last, byte[] next) {
        int common = Arrays.mismatch(last, next);
        if (common < last.length && common >= 0) {
            int raised = (last[common] & 0xFF) + 1;
            if (raised < (next[common] & 0xFF)) {
                byte[] separator = Arrays.copyOf(last, common + 1);
                separator[common] = (byte) raised;
                return separator;
            }
        }
        return last;
    }
}
