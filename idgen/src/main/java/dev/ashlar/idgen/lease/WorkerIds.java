package dev.ashlar.idgen.lease;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Worker numbers that somebody else has made unique: an operator, or an orchestrator that numbers its instances.
 *
 * <p>They are checked and never guessed: a hash of an address or a random number is not unique, and is not here. Stateless,
 * so any thread may call it.
 */
public final class WorkerIds {
    /** A name that ends in a number behind a hyphen, such as {@code web-3} or {@code web-3.web.default.svc}. */
    private static final Pattern ORDINAL = Pattern.compile("[^.]*-(\\d{1,9})(\\..*)?");

    private WorkerIds() {}

    /**
     * Returns the number in an environment variable.
     *
     * @param environment the variables, such as {@link System#getenv()}
     * @param name the variable's name
     * @param maxWorker the greatest number that the layout has room for
     * @return the number, 0 to {@code maxWorker}
     * @throws IllegalArgumentException if it is not set, or is no number in that range
     */
    public static int fromEnvironment(Map<String, String> environment, String name, int maxWorker) {
        String value = environment.get(name);
        if (value == null) {
            throw new IllegalArgumentException("variable must be set: " + name);
        }
        if (!value.matches("\\d{1,9}")) {
            throw new IllegalArgumentException("variable must be a number: " + name + "=" + value);
        }
        return checked(name, Integer.parseInt(value), maxWorker);
    }

    /**
     * Returns the ordinal at the end of a host's name, as a Kubernetes StatefulSet gives them: 3 for {@code web-3}, and for
     * {@code web-3.web.default.svc.cluster.local}. Two sets share their ordinals, so give each a datacenter number of its
     * own.
     *
     * @param host the host's name, commonly the variable {@code HOSTNAME}
     * @param maxWorker the greatest number that the layout has room for
     * @return the number, 0 to {@code maxWorker}
     * @throws IllegalArgumentException if the name does not end so, or the number is too great
     */
    public static int fromHostOrdinal(String host, int maxWorker) {
        Matcher ordinal = ORDINAL.matcher(host);
        if (!ordinal.matches()) {
            throw new IllegalArgumentException("host must end in a hyphen and a number: host=" + host);
        }
        return checked("host", Integer.parseInt(ordinal.group(1)), maxWorker);
    }

    private static int checked(String name, int worker, int maxWorker) {
        if (worker > maxWorker) {
            throw new IllegalArgumentException(
                    "worker must be 0 to " + maxWorker + ": worker=" + worker + ", from " + name);
        }
        return worker;
    }
}
