package io.recount.analytics.stream;

/** The stores that results are written to, as sinks. */
public final class Stores {
    /** One connection takes some 100,000 scripts/s; more in flight only adds delay. */
    private static final int REDIS_IN_FLIGHT = 512;

    private Stores() {}

    public static StoreSink<VersionedHash> redis(String url) {
        return new StoreSink<>(
                "Redis", VersionedHash.class, () -> new RedisStore(url), REDIS_IN_FLIGHT);
    }
}
