package dev.ashlar.ratelimit.rules;

import dev.ashlar.ratelimit.FixedWindow;
import dev.ashlar.ratelimit.Limit;
import dev.ashlar.ratelimit.SlidingWindowCounter;
import dev.ashlar.ratelimit.SlidingWindowLog;
import dev.ashlar.ratelimit.TokenBucket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/**
 * Reads rules in YAML; the only class that needs {@code org.snakeyaml:snakeyaml-engine}, which users of it add to their
 * dependencies.
 *
 * <table>
 * <caption>The document</caption>
 * <tr><th>Key</th><th>Value</th></tr>
 * <tr><td>{@code domain}</td><td>text; required</td></tr>
 * <tr><td>{@code descriptors}</td><td>a list; each may have {@code descriptors} again, for more entries; up to 10</td></tr>
 * <tr><td>{@code key}</td><td>text; required</td></tr>
 * <tr><td>{@code value}</td><td>text, of which {@code *} at the end stands for anything; if it is missing, any</td></tr>
 * <tr><td>{@code shadow_mode}</td><td>true if the rule counts but refuses nobody</td></tr>
 * <tr><td>{@code rate_limit}</td><td>the limit of descriptors that end here</td></tr>
 * <tr><td>{@code name}</td><td>in {@code rate_limit}: the rule's name</td></tr>
 * <tr><td>{@code unlimited}</td><td>in {@code rate_limit}: true, and no other number</td></tr>
 * <tr><td>{@code unit}</td><td>in {@code rate_limit}: {@code second}, {@code minute}, {@code hour} or {@code day}</td></tr>
 * <tr><td>{@code requests_per_unit}</td><td>in {@code rate_limit}: 0 or more; 0 refuses everything</td></tr>
 * <tr><td>{@code algorithm}</td><td>in {@code rate_limit}: {@code token_bucket} (unless set), {@code fixed_window} (by
 *     the wall clock), {@code sliding_window} (a conservative counter) or {@code sliding_log}</td></tr>
 * <tr><td>{@code burst}</td><td>in {@code rate_limit}: the capacity of a token bucket; unless set,
 *     {@code requests_per_unit}</td></tr>
 * </table>
 *
 * <p>Values are taken as they are written: {@code 1.10} is not {@code 1.1}. What is not in this table is refused, and so are
 * keys that are given twice, descriptors without {@code rate_limit} and {@code descriptors}, aliases, and documents of more
 * than a million characters. Without state, so threads may share it.
 */
public final class YamlRules {
    private static final int MAX_CHARACTERS = 1_000_000;
    private static final int MAX_ENTRIES = 10;

    /** More than descriptors of so many entries need. */
    private static final int MAX_DEPTH = 64;

    private static final Map<String, Duration> UNITS = Map.of(
            "second", Duration.ofSeconds(1),
            "minute", Duration.ofMinutes(1),
            "hour", Duration.ofHours(1),
            "day", Duration.ofDays(1));

    private YamlRules() {}

    /**
     * Reads a file.
     *
     * @param file in UTF-8
     * @return a builder that has its rules
     * @throws IOException if it cannot be read, or is not in UTF-8
     * @throws RulesFormatException if it is no configuration of rules
     */
    public static RateLimitRules.Builder read(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    /**
     * Reads a document.
     *
     * @param yaml the document
     * @return a builder that has its rules
     * @throws RulesFormatException if it is no configuration of rules
     */
    public static RateLimitRules.Builder parse(String yaml) {
        YamlNode document = new YamlNode("", load(yaml));
        document.allowOnly("domain", "descriptors");
        RateLimitRules.Builder rules =
                RateLimitRules.builder(document.get("domain").text());
        for (YamlNode descriptor : document.get("descriptors").list()) {
            add(rules, List.of(), descriptor);
        }
        return rules;
    }

    private static Object load(String yaml) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel("rules")
                .setAllowDuplicateKeys(false)
                .setCodePointLimit(MAX_CHARACTERS)
                .setSchema(new FailsafeSchema())
                .build();
        try {
            return hasContent(new Parse(settings).parseString(yaml)) ? new Load(settings).loadFromString(yaml) : "";
        } catch (YamlEngineException e) {
            RulesFormatException wrong = new RulesFormatException("", "document must be YAML: " + e.getMessage());
            wrong.initCause(e);
            throw wrong;
        }
    }

    /** Whether there is anything in a document; refuses what would take the reader long, or its stack. */
    private static boolean hasContent(Iterable<Event> events) {
        boolean found = false;
        int depth = 0;
        for (Event event : events) {
            switch (event.getEventId()) {
                case Alias -> throw new RulesFormatException("", "document must have no alias: " + event);
                case SequenceStart, MappingStart -> depth++;
                case SequenceEnd, MappingEnd -> depth--;
                default -> {}
            }
            if (depth > MAX_DEPTH) {
                throw new RulesFormatException("", "document must not be nested deeper than " + MAX_DEPTH);
            }
            found |= event.getEventId() == Event.ID.Scalar || depth > 0;
        }
        return found;
    }

    private static void add(RateLimitRules.Builder rules, List<Descriptor.Entry> before, YamlNode node) {
        node.allowOnly("key", "value", "rate_limit", "shadow_mode", "descriptors");
        if (before.size() == MAX_ENTRIES) {
            throw new RulesFormatException(node.path(), "must not be nested deeper than " + MAX_ENTRIES);
        }
        String value = node.has("value") ? node.get("value").text() : "*";
        List<Descriptor.Entry> entries = new ArrayList<>(before);
        entries.add(new Descriptor.Entry(node.get("key").text(), value));
        boolean shadow = node.has("shadow_mode") && node.get("shadow_mode").truth();
        if (!node.has("rate_limit") && !node.has("descriptors")) {
            throw node.wrong("must have a rate_limit, which can be unlimited, or descriptors");
        }
        if (node.has("rate_limit")) {
            YamlNode limit = node.get("rate_limit");
            limit.allowOnly("name", "unlimited", "unit", "requests_per_unit", "algorithm", "burst");
            String name = limit.has("name") ? limit.get("name").text() : "";
            try {
                rules.rule(name, new Descriptor(entries), limit(limit), shadow);
            } catch (RulesFormatException e) {
                throw e;
            } catch (IllegalArgumentException e) {
                throw limit.wrong(String.valueOf(e.getMessage()));
            }
        }
        if (node.has("descriptors")) {
            for (YamlNode descriptor : node.get("descriptors").list()) {
                add(rules, entries, descriptor);
            }
        }
    }

    private static Limit limit(YamlNode node) {
        if (node.has("unlimited") && node.get("unlimited").truth()) {
            if (node.has("unit") || node.has("requests_per_unit") || node.has("algorithm") || node.has("burst")) {
                throw node.wrong("must have no numbers if it is unlimited");
            }
            return Limit.unlimited();
        }
        YamlNode unitNode = node.get("unit");
        Duration unit = UNITS.get(unitNode.text());
        if (unit == null) {
            throw unitNode.wrong("must be second, minute, hour or day");
        }
        YamlNode numberNode = node.get("requests_per_unit");
        long number = numberNode.number();
        if (number < 0) {
            throw numberNode.wrong("must be >= 0");
        }
        Limit limit = limit(node, Math.max(number, 1), unit); // for 0 too, so that all is checked
        return number == 0 ? Limit.denyAll() : limit;
    }

    private static Limit limit(YamlNode node, long number, Duration unit) {
        String algorithm = node.has("algorithm") ? node.get("algorithm").text() : "token_bucket";
        if (node.has("burst") && !algorithm.equals("token_bucket")) {
            throw node.get("burst").wrong("must be of a token bucket");
        }
        return switch (algorithm) {
            case "token_bucket" ->
                TokenBucket.of(node.has("burst") ? node.get("burst").number() : number, number, unit);
            case "fixed_window" -> FixedWindow.byWallClock(number, unit);
            case "sliding_window" -> SlidingWindowCounter.of(number, unit);
            case "sliding_log" -> SlidingWindowLog.of(number, unit);
            default ->
                throw node.get("algorithm").wrong("must be token_bucket, fixed_window, sliding_window or sliding_log");
        };
    }
}
