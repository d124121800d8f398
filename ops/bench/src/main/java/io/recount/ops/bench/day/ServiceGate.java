package io.recount.ops.bench.day;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.recount.command.serving.catalogue.ServingCampaign;
import io.recount.command.serving.gate.ClickDelay;
import io.recount.command.serving.gate.ClickRates;
import io.recount.command.serving.gate.Days;
import io.recount.command.serving.gate.InFlight;
import io.recount.command.serving.gate.SpendGate;
import io.recount.command.serving.gate.SpendLookup;
import io.recount.command.serving.gate.SpendMirror;
import io.recount.command.serving.gate.Verdict;
import io.recount.command.serving.pacing.Pacer;
import io.recount.command.serving.pacing.TrafficCurve;
import io.recount.redis.CounterRecord;
import io.recount.redis.RedisKeys;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The gate and the pacer of the service, as one instance of it runs them. */
final class ServiceGate implements Serving {
    private static final long SWEEP_EVERY_MS = 1_000;

    private final String name;
    private final ServingCampaign campaign;
    private final SpendMirror mirror = new SpendMirror();
    private final InFlight inFlight;
    private final SpendGate gate;
    private final Pacer pacer;
    private long sweptMs;

    ServiceGate(String name, ServingCampaign campaign, Map<Long, Long> trafficBefore, long nowMs) {
        this.name = name;
        this.campaign = campaign;
        MeterRegistry meters = new SimpleMeterRegistry();
        ClickDelay delay = new ClickDelay();
        ClickRates rates = new ClickRates(delay);
        Days days = new Days();
        inFlight = new InFlight(delay);
        gate =
                new SpendGate(
                        mirror,
                        inFlight,
                        rates,
                        delay,
                        days,
                        SpendLookup.NONE,
                        Clock.systemUTC(),
                        meters);
        TrafficCurve curve = new TrafficCurve();
        curve.learn(trafficBefore, Instant.ofEpochMilli(nowMs));
        pacer = new Pacer(mirror, inFlight, rates, days, curve, meters);
    }

    @Override
    public boolean lets(String requestId, long priceMicros, long atMs) {
        Instant at = Instant.ofEpochMilli(atMs);
        return gate.check(campaign, priceMicros, at) == Verdict.OPEN
                && pacer.lets(campaign, requestId, at);
    }

    @Override
    public void served(long priceMicros, long atMs) {
        gate.served(campaign, adId(), priceMicros, Instant.ofEpochMilli(atMs));
    }

    @Override
    public void clicked(long priceMicros, long servedMs, long atMs) {
        gate.clicked(
                campaign.advertiserId(),
                campaign.campaignId(),
                adId(),
                priceMicros,
                Instant.ofEpochMilli(servedMs),
                Instant.ofEpochMilli(atMs));
    }

    private String adId() {
        return campaign.ads().get(0).adId();
    }

    @Override
    public void record(Spent spent) {
        mirror.committed(
                List.of(
                        new CounterRecord(
                                RedisKeys.campaignDay(campaign.campaignId()),
                                spent.position(),
                                Map.of(
                                        "day",
                                        spent.dayStartMs(),
                                        "spent",
                                        spent.micros(),
                                        "clicks",
                                        spent.clicks(),
                                        "total",
                                        spent.totalMicros())),
                        new CounterRecord(
                                RedisKeys.advertiserBalance(campaign.advertiserId()),
                                spent.position(),
                                Map.of("balance", spent.balanceMicros()))));
    }

    @Override
    public void tick(long atMs) {
        if (atMs - sweptMs >= SWEEP_EVERY_MS) {
            inFlight.sweep(atMs);
            sweptMs = atMs;
        }
    }

    String tell(long atMs) {
        return inFlight.tell(name, atMs);
    }

    void hear(String message, long atMs) {
        inFlight.hear(message, name, atMs);
    }
}
