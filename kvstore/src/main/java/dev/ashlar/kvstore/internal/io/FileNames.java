package dev.ashlar.kvstore.internal.io;

import java.util.Locale;

/** The names of a store's files: a kind and a number that is never used twice. */
public final class FileNames {
    /** What a name says that a file is. */
    public enum Kind {
        LOG,
        TABLE,
        MANIFEST,
        TEMPORARY,
        TAIL,
        /** Not the store's: never touched. */
        OTHER
    }

    /** What the newest log is to have next. */
    public static final String TAIL = "TAIL";

    private static final String LOG_SUFFIX = ".wal";
    private static final String TABLE_SUFFIX = ".sst";
    private static final String MANIFEST_PREFIX = "MANIFEST-";
    private static final String TEMPORARY_SUFFIX = ".tmp";

    /** So that no name of a foreign file can make ours grow past what a long holds. */
    private static final int MAX_DIGITS = 15;

    /** No file has a greater number. */
    public static final long MAX_NUMBER = 999_999_999_999_999L;

    private FileNames() {}

    public static String log(long number) {
        return digits(number) + LOG_SUFFIX;
    }

    public static String table(long number) {
        return digits(number) + TABLE_SUFFIX;
    }

    public static String manifest(long number) {
        return MANIFEST_PREFIX + digits(number);
    }

    /** The name under which a file is written until it is complete. */
    public static String temporary(String name) {
        return name + TEMPORARY_SUFFIX;
    }

    public static Kind kind(String name) {
        if (name.endsWith(TEMPORARY_SUFFIX)) {
            return kind(name.substring(0, name.length() - TEMPORARY_SUFFIX.length())) == Kind.OTHER
                    ? Kind.OTHER
                    : Kind.TEMPORARY;
        }
        if (number(name) < 0) {
            return name.equals(TAIL) ? Kind.TAIL : Kind.OTHER;
        }
        if (name.endsWith(LOG_SUFFIX)) {
            return Kind.LOG;
        }
        return name.endsWith(TABLE_SUFFIX) ? Kind.TABLE : Kind.MANIFEST;
    }

    /** The number in a name, or -1 if there is none. */
    public static long number(String name) {
        String digits;
        if (name.endsWith(LOG_SUFFIX)) {
            digits = name.substring(0, name.length() - LOG_SUFFIX.length());
        } else if (name.endsWith(TABLE_SUFFIX)) {
            digits = name.substring(0, name.length() - TABLE_SUFFIX.length());
        } else if (name.startsWith(MANIFEST_PREFIX)) {
            digits = name.substring(MANIFEST_PREFIX.length());
        } else {
            return -1;
        }
        boolean isNumber = digits.length() >= 6
                && digits.length() <= MAX_DIGITS
                && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return isNumber ? Long.parseLong(digits) : -1;
    }

    private static String digits(long number) {
        return String.format(Locale.ROOT, "%06d", number);
    }
}
