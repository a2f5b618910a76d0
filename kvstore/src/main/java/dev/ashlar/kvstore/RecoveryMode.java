package dev.ashlar.kvstore;

/** How much damage to the logs, which have the newest writes, an opening puts up with. Damage to other files never opens. */
public enum RecoveryMode {
    /**
     * None: also an end that a crash has torn is a {@link CorruptionException}. For copies that are known to be of a closed store. That
     * the file {@code TAIL} is missing is not seen, nor that a log is of which it knows nothing.
     */
    STRICT,

    /**
     * What a crash leaves: the store opens with a prefix of its writes, all those that were durable among them. Damage to what
     * is known to have been durable is a {@link CorruptionException}. From the first damaged write that was not durable on, all is
     * dropped, for a loss of power can have damaged it; {@link #SALVAGE} would take what is whole behind it. The default.
     */
    POINT_IN_TIME,

    /**
     * Any: what is damaged or missing is left out and all that is whole is taken, before it and after it, but for what {@code
     * TAIL} has when its log is missing or cut. Writes that were durable may be missing, and older values of their keys be there
     * again; a batch is there in full or not at all as ever. To save what can be saved; {@link KvStats#droppedLogBytes()} and {@link ReadOnlyStore#droppedLogBytes()} tell what could not.
     */
    SALVAGE
}
