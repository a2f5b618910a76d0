package dev.ashlar.ratelimit.rules;

/** Thrown when a configuration of rules is not one; the message says where and why. */
public final class RulesFormatException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** Where. */
    private final String path;

    RulesFormatException(String path, String rule) {
        super(path.isEmpty() ? rule : path + " " + rule);
        this.path = path;
    }

    /**
     * Returns where the configuration is wrong.
     *
     * @return as {@code descriptors[0].rate_limit.unit}; empty if it is no document at all
     */
    public String path() {
        return path;
    }
}
