package dev.ashlar.ratelimit;

import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which limit a key has, and what makes its state. Threads may share it. */
final class KeyLimits<K> {
    /** Templates of so many limits are kept; those of others are made for each key. */
    private static final int MAX_TEMPLATES = 1000;

    private final Limit common;
    private final Template commonTemplate;
    private final @Nullable Function<? super K, Limit> own;
    private final ConcurrentHashMap<Limit, Template> ownTemplates = new ConcurrentHashMap<>();
    private final Instant wallOrigin;

    KeyLimits(Limit common, @Nullable Function<? super K, Limit> own, Instant wallOrigin) {
        this.common = common;
        this.commonTemplate = common.template(wallOrigin);
        this.own = own;
        this.wallOrigin = wallOrigin;
    }

    /** A key's state is dropped when it has recovered; so it must start like that. */
    static Limit checked(Limit limit) {
        if (!limit.startsRecovered()) {
            throw new IllegalArgumentException("initialTokens must not be set, keys start with all: limit=" + limit);
        }
        return limit;
    }

    Template common() {
        return commonTemplate;
    }

    Limit of(K key) {
        return own == null ? common : checked(Objects.requireNonNull(own.apply(key), "limits must not return null"));
    }

    Template templateOf(K key) {
        Limit limit = of(key);
        if (limit == common) {
            return commonTemplate;
        }
        Template known = ownTemplates.get(limit);
        if (known != null) {
            return known;
        }
        Template fresh = limit.template(wallOrigin);
        if (ownTemplates.size() < MAX_TEMPLATES) {
            ownTemplates.put(limit, fresh);
        }
        return fresh;
    }

    @Override
    public String toString() {
        return common + (own == null ? "" : ", with limits of their own");
    }
}
