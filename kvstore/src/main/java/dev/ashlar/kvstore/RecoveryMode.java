package dev.ashlar.kvstore;

/** How much damage to the logs, which have the newest writes, an opening puts up with. Damage to other files never opens. */
public enum RecoveryMode {
    /**
     * None: also an end that a crash has torn is a {@link CorruptionException}. For copies that are known to be of a closed store.
     */
    STRICT,

    /**
     * What a crash leaves: the store opens with a prefix of its writes, all those that were durable among them. Damage to what
     * is known to have been durable is a {@link CorruptionException}. The default.
     */
    POINT_IN_TIME,

    /**
     * Any: what is damaged or missing is left out and all that is whole is taken, before it and after it. Writes that were
     * durable may be missing, and older values of their keys be there again; a batch is there in full or not at all as ever. To
     * save what can be saved; {@link KvStats#droppedLogBytes()} and {@link ReadOnlyStore#droppedLogBytes()} tell what could not.
     */
    SALVAGE
}
