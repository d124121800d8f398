package io.recount.ops.bench.day;

/** Decides whether an ad is served, by what it is told; never by what it cannot know yet. */
interface Serving {
    boolean lets(String requestId, long priceMicros, long atMs);

    void served(long priceMicros, long atMs);

    void clicked(long priceMicros, long servedMs, long atMs);

    /** What a charge left behind, as it gets to the gate. */
    void record(Spent spent);

    /** A moment went by. */
    default void tick(long atMs) {}

    /**
     * What the budget knows after a charge.
     *
     * @param position of the charge in the log
     */
    record Spent(
            long dayStartMs,
            long micros,
            long totalMicros,
            long clicks,
            long balanceMicros,
            long position) {}
}
