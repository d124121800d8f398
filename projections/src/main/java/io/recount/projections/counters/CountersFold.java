package io.recount.projections.counters;

import io.recount.event.AdvertiserRegistered;
import io.recount.event.CampaignBudgetSet;
import io.recount.event.ClickCharged;
import io.recount.event.ClickCredited;
import io.recount.event.FundsDeposited;
import io.recount.event.FundsRefunded;
import io.recount.projections.stream.Fold;
import io.recount.projections.stream.LoggedEvent;
import io.recount.projections.stream.Routes;
import io.recount.redis.RedisKeys;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Of each record the newest value. */
final class CountersFold implements Fold {
    static final Routes<CountersFold> ROUTES =
            new Routes<CountersFold>()
                    .on(
                            AdvertiserRegistered.class,
                            (fold, e, at) -> fold.putBalance(e.getAdvertiserId(), at, 0))
                    .on(
                            FundsDeposited.class,
                            (fold, e, at) ->
                                    fold.putBalance(
                                            e.getAdvertiserId(), at, e.getBalanceAfterMicros()))
                    .on(
                            FundsRefunded.class,
                            (fold, e, at) ->
                                    fold.putBalance(
                                            e.getAdvertiserId(), at, e.getBalanceAfterMicros()))
                    .on(ClickCharged.class, CountersFold::charged)
                    .on(
                            ClickCredited.class,
                            (fold, e, at) ->
                                    fold.putBalance(
                                            e.getAdvertiserId(), at, e.getBalanceAfterMicros()))
                    .on(CampaignBudgetSet.class, CountersFold::begin);

    private final Map<String, Counter> counters = new HashMap<>();
    private final Consumer<Collection<Counter>> writer;

    CountersFold(Consumer<Collection<Counter>> writer) {
        this.writer = writer;
    }

    /**
     * A record of Redis.
     *
     * @param values its fields beside the position
     * @param first true when it only begins a record, with nothing spent; it never replaces one
     */
    record Counter(String key, long position, Map<String, Long> values, boolean first) {}

    @Override
    public void add(LoggedEvent event) {
        ROUTES.take(this, event);
    }

    private void charged(ClickCharged e, LoggedEvent event) {
        put(
                new Counter(
                        RedisKeys.campaignDay(e.getCampaignId()),
                        event.position(),
                        day(
                                e.getDayStart().toEpochMilli(),
                                e.getDaySpentAfterMicros(),
                                e.getDayClicksAfter()),
                        false));
        putBalance(e.getAdvertiserId(), event, e.getBalanceAfterMicros());
    }

    /** A day before all others: nothing spent on whichever is today. */
    private void begin(CampaignBudgetSet e, LoggedEvent event) {
        Counter begun =
                new Counter(
                        RedisKeys.campaignDay(e.getCampaignId()),
                        event.position(),
                        day(0, 0, 0),
                        true);
        counters.putIfAbsent(begun.key(), begun);
    }

    private static Map<String, Long> day(long startMs, long spentMicros, long clicks) {
        return Map.of("day", startMs, "spent", spentMicros, "clicks", clicks);
    }

    private void putBalance(String advertiserId, LoggedEvent event, long micros) {
        put(
                new Counter(
                        RedisKeys.advertiserBalance(advertiserId),
                        event.position(),
                        Map.of("balance", micros),
                        false));
    }

    private void put(Counter counter) {
        counters.merge(
                counter.key(),
                counter,
                (held, given) -> given.position() > held.position() ? given : held);
    }

    @Override
    public void write() {
        writer.accept(counters.values());
    }
}
