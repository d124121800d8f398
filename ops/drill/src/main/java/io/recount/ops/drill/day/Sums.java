package io.recount.ops.drill.day;

import com.fasterxml.jackson.databind.JsonNode;

/** Charges and credits of an ad, a campaign or an advertiser on a day. */
record Sums(long clicks, long chargedMicros, long creditedClicks, long creditedMicros) {
    static final Sums NOTHING = new Sums(0, 0, 0, 0);

    static Sums charge(long micros) {
        return new Sums(1, micros, 0, 0);
    }

    static Sums credit(long micros) {
        return new Sums(0, 0, 1, micros);
    }

    /** Of a line of a settlement. */
    static Sums of(JsonNode line) {
        return new Sums(
                line.path("clicks").asLong(),
                line.path("chargedMicros").asLong(),
                line.path("creditedClicks").asLong(),
                line.path("creditedMicros").asLong());
    }

    Sums plus(Sums other) {
        return new Sums(
                clicks + other.clicks,
                chargedMicros + other.chargedMicros,
                creditedClicks + other.creditedClicks,
                creditedMicros + other.creditedMicros);
    }
}
