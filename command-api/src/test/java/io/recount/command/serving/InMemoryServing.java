package io.recount.command.serving;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.recount.command.serving.catalogue.Catalogue;
import io.recount.command.serving.catalogue.Changes;
import io.recount.command.serving.gate.ClickDelay;
import io.recount.command.serving.gate.ClickRates;
import io.recount.command.serving.gate.Days;
import io.recount.command.serving.gate.InFlight;
import io.recount.command.serving.gate.QuickRedis;
import io.recount.command.serving.gate.SpendGate;
import io.recount.command.serving.gate.SpendLookup;
import io.recount.command.serving.gate.SpendMirror;
import io.recount.command.serving.pacing.FrequencyCaps;
import io.recount.command.serving.pacing.Pacer;
import io.recount.command.serving.pacing.TrafficCurve;
import io.recount.event.AuctionTraced;
import io.recount.event.CatalogueCampaign;
import io.recount.event.CatalogueExperiment;
import io.recount.redis.CounterRecord;
import io.recount.redis.RedisKeys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;

/** The whole of serving but Redis: what it would have told is told by the test. */
final class InMemoryServing {
    static final long WON = 1_000_000;
    static final long RESERVE = 70 * WON;

    private static final long LOT = 1_000_000_000_000_000L;

    final List<AuctionTraced> traces = new ArrayList<>();

    private final Catalogue catalogue = new Catalogue();
    private final SpendMirror mirror = new SpendMirror();
    private final AdServer server;

    InMemoryServing(double tracedShare) {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        ClickDelay delay = new ClickDelay();
        ClickRates rates = new ClickRates(delay);
        InFlight inFlight = new InFlight(delay);
        Days days = new Days();
        SpendGate gate =
                new SpendGate(
                        mirror,
                        inFlight,
                        rates,
                        delay,
                        days,
                        SpendLookup.NONE,
                        Clock.systemUTC(),
                        meters);
        Pacer pacer = new Pacer(mirror, inFlight, rates, days, new TrafficCurve(), meters);
        FrequencyCaps caps =
                new FrequencyCaps(new QuickRedis(Duration.ofMillis(5), meters), meters);
        server =
                new AdServer(
                        catalogue,
                        new Gates(gate, pacer, caps),
                        rates,
                        traces::add,
                        new ServingProperties(
                                RESERVE, true, tracedShare, Duration.ofMillis(50), 100),
                        Currency.getInstance("KRW"),
                        meters);
    }

    /** These serve, and have spent nothing. */
    void serves(CatalogueCampaign... campaigns) {
        for (CatalogueCampaign campaign : campaigns) {
            knows(campaign.getCampaignId(), 0, 0);
            hasLeft(campaign.getAdvertiserId(), LOT);
        }
        publishes(campaigns);
    }

    void publishes(CatalogueCampaign... campaigns) {
        catalogue.update(Changes.of(campaigns));
    }

    void experiments(CatalogueExperiment... experiments) {
        catalogue.update(Changes.of(experiments));
    }

    /** What a campaign spent on the day that begins then. */
    void knows(String campaignId, long dayStartMs, long spentMicros) {
        put(
                RedisKeys.campaignDay(campaignId),
                Map.of(
                        "day",
                        dayStartMs,
                        "spent",
                        spentMicros,
                        "clicks",
                        0L,
                        "total",
                        spentMicros));
    }

    void hasLeft(String advertiserId, long micros) {
        put(RedisKeys.advertiserBalance(advertiserId), Map.of("balance", micros));
    }

    private void put(String key, Map<String, Long> values) {
        mirror.committed(List.of(new CounterRecord(key, 1, values)));
    }

    Selection select(AdQuery query) {
        return server.select(query, Deadline.in(Duration.ofMinutes(1)));
    }

    /** For one slot, of a visitor that is known. */
    static AdQuery query(String text, Instant at) {
        return new AdQuery(
                "request",
                List.of(text),
                List.of(),
                1,
                0,
                null,
                null,
                "visitor",
                AdQuery.Blocks.NONE,
                false,
                false,
                true,
                at);
    }
}
