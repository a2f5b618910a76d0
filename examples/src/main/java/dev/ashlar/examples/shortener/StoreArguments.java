package dev.ashlar.examples.shortener;

import dev.ashlar.examples.UsageException;
import dev.ashlar.idgen.lease.FileLeaseStore;
import dev.ashlar.kvstore.Durability;
import java.nio.file.Path;
import java.time.InstantSource;
import picocli.CommandLine.Option;

/** The options by which both commands open the links. */
final class StoreArguments {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "data/shortener",
            description = "Where the links are kept; made if it is not there. Default: ${DEFAULT-VALUE}")
    private Path data = Path.of("data/shortener");

    @Option(
            names = "--codes",
            paramLabel = "WAY",
            defaultValue = "id",
            description = "How new codes are made: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private Way codes = Way.id;

    @Option(
            names = "--layout",
            paramLabel = "LAYOUT",
            defaultValue = "compact",
            description = "Layout of the ids, for --codes id: compact (41 bits, codes of 7 characters) or twitter "
                    + "(63 bits, codes of 11 characters). Default: ${DEFAULT-VALUE}")
    private IdLayout layout = IdLayout.compact;

    @Option(
            names = "--shards",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Over how many stores the links are spread, by a consistent hash ring. With more than before, some "
                            + "links are moved first; there cannot be fewer. Default: as many as there are, at first 1")
    private int shards;

    /** Ways of making codes; the names are what the user types. */
    enum Way {
        id,
        hash,
        sqids
    }

    /** Layouts of ids; the names are what the user types. */
    enum IdLayout {
        compact,
        twitter
    }

    Path data() {
        return data;
    }

    /** From 1 up, or 0 for as many as there are. */
    int shards() {
        if (shards < 0 || shards > LinkShards.MAX_SHARDS) {
            throw new UsageException("--shards must be 1 to " + LinkShards.MAX_SHARDS + ": " + shards);
        }
        return shards;
    }

    LinkOptions options(Durability durability, InstantSource clock) {
        if (data.toString().isEmpty()) {
            throw new UsageException("--data must name a directory: it is empty");
        }
        return new LinkOptions(durability, maker(clock), clock);
    }

    /** For people. */
    String way() {
        return switch (codes) {
            case hash -> "hash (XXH3, 7 characters)";
            case sqids -> "sqids (of the link's number, 2 characters and more)";
            case id ->
                layout == IdLayout.compact
                        ? "id (Snowflake, 41 bits, 7 characters)"
                        : "id (Snowflake, 63 bits, 11 characters)";
        };
    }

    private CodeMaker maker(InstantSource clock) {
        if (codes != Way.id && layout != IdLayout.compact) {
            throw new UsageException("--layout goes with --codes id only: --codes " + codes);
        }
        return switch (codes) {
            case hash -> HashCodes.xxh3();
            case sqids -> new SqidsCodes();
            case id ->
                layout == IdLayout.compact
                        ? IdCodes.compact(clock)
                        : IdCodes.twitter(clock, () -> FileLeaseStore.open(data.resolve("workers")));
        };
    }
}
