package dev.ashlar.idgen;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/** Which bits of a UUID of version 7 are what (RFC 9562, section 5.7). */
final class UuidFormat {
    static final long MAX_MILLIS = (1L << 48) - 1;
    static final long VERSION = 0x7000;
    static final long VARIANT = 0x8000_0000_0000_0000L;
    static final long VARIANT_MASK = 0xC000_0000_0000_0000L;
    static final long RAND_A = 0x0FFF;
    static final long RAND_B = ~VARIANT_MASK;

    private UuidFormat() {}

    /** The upper half, without {@code rand_a}. */
    static long high(long millis) {
        return millis << 16 | VERSION;
    }

    static long checkMillis(long millis) {
        if (millis >>> 48 != 0) {
            throw new IllegalStateException("clock must be from 1970 to 10889: clock=" + Instant.ofEpochMilli(millis));
        }
        return millis;
    }

    /** Whether so many UUIDs fit. */
    static void checkRoom(long[] dst, int off, int n) {
        if (n < 0) {
            throw new IllegalArgumentException("n must be >= 0: n=" + n);
        }
        Objects.checkFromIndexSize((long) off, 2L * n, dst.length);
    }

    static int compare(UUID a, UUID b) {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    }

    static Instant timestamp(UUID uuid) {
        if (uuid.version() != 7 || uuid.variant() != 2) {
            throw new IllegalArgumentException("uuid must be of version 7 and variant 2: uuid=" + uuid);
        }
        return Instant.ofEpochMilli(uuid.getMostSignificantBits() >>> 16);
    }

    static UUID floor(Instant instant) {
        return new UUID(high(millis(instant)), VARIANT);
    }

    static UUID ceil(Instant instant) {
        return new UUID(high(millis(instant)) | RAND_A, VARIANT | RAND_B);
    }

    /** The milliseconds of an instant that 48 bits can tell. */
    static long millis(Instant instant) {
        if (instant.isBefore(Instant.EPOCH)
                || instant.isAfter(Instant.ofEpochMilli(MAX_MILLIS).plusNanos(999_999))) {
            throw new IllegalArgumentException("instant must be from 1970-01-01T00:00:00Z to "
                    + Instant.ofEpochMilli(MAX_MILLIS) + ": instant=" + instant);
        }
        return instant.toEpochMilli();
    }
}
