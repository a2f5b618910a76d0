package dev.ashlar.idgen.lease;

/** Thrown when all worker numbers of a store are leased. A caller can wait for one to expire, or be released. */
public final class NoFreeWorkerException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    NoFreeWorkerException(String message) {
        super(message);
    }
}
