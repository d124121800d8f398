package io.recount.analytics.stream;

/** The stores that results and broken messages are written to, as sinks. */
public final class Stores {
    /** One connection takes some 100,000 scripts/s; more in flight only adds delay. */
    private static final int REDIS_IN_FLIGHT = 512;

    /** They are inserted one after another. */
    private static final int POSTGRES_IN_FLIGHT = 16;

    private Stores() {}

    public static StoreSink<VersionedHash> redis(String url) {
        return new StoreSink<>(
                "Redis", VersionedHash.class, () -> new RedisStore(url), REDIS_IN_FLIGHT);
    }

    /** Dead letters are rows in PostgreSQL, so that there are four topics and no more. */
    public static StoreSink<ParkedMessage> parking(String jdbcUrl) {
        return new StoreSink<>(
                "PostgreSQL's analytics.parked_messages",
                ParkedMessage.class,
                () -> new ParkingStore(jdbcUrl),
                POSTGRES_IN_FLIGHT);
    }
}
