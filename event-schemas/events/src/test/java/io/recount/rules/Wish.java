package io.recount.rules;

import java.time.Instant;
import java.time.ZoneId;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** What somebody asks of a budget, at random. */
record Wish(
        Kind kind,
        String campaign,
        String click,
        long micros,
        long agoMs,
        ZoneId zone,
        Instant now) {
    enum Kind {
        DEPOSIT,
        REFUND,
        CLICK,
        LIMITS,
        OPEN,
        CLOSE,
        CREDIT,
        ZONE
    }

    private static final Instant START = Instant.parse("2026-10-23T03:00:00Z");

    /** Clocks jump to and fro within ten days, which have a change of clocks in many zones. */
    static Arbitrary<Wish> any() {
        return Combinators.combine(
                        Arbitraries.frequency(
                                Tuple.of(14, Kind.CLICK),
                                Tuple.of(4, Kind.DEPOSIT),
                                Tuple.of(4, Kind.LIMITS),
                                Tuple.of(4, Kind.OPEN),
                                Tuple.of(4, Kind.CREDIT),
                                Tuple.of(1, Kind.CLOSE),
                                Tuple.of(1, Kind.REFUND),
                                Tuple.of(1, Kind.ZONE)),
                        Arbitraries.of("adv-shoes", "adv-hats"),
                        Arbitraries.integers().between(0, 30),
                        Arbitraries.longs().between(1, 400),
                        Arbitraries.longs().between(0, 400_000),
                        Arbitraries.of(
                                "Asia/Seoul",
                                "Europe/Berlin",
                                "Pacific/Apia",
                                "America/New_York",
                                "Asia/Kathmandu"),
                        Arbitraries.longs().between(0, 10L * 24 * 60 * 60 * 1_000))
                .as(
                        (kind, campaign, click, micros, ago, zone, since) ->
                                new Wish(
                                        kind,
                                        campaign,
                                        "adv-" + click,
                                        micros,
                                        ago,
                                        ZoneId.of(zone),
                                        START.plusMillis(since)));
    }
}
