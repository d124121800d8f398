package io.recount.worker.reconciliation;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.recount.event.AdvertiserRegistered;
import io.recount.event.ClickCharged;
import io.recount.event.ClickCredited;
import io.recount.event.ClickOutcome;
import io.recount.event.FundsDeposited;
import io.recount.ops.parts.RealParts;
import io.recount.redis.CounterRecord;
import io.recount.rules.Ledger;
import io.recount.rules.Ledger.Transfer;
import io.recount.wire.AvroCodec;
import io.recount.worker.MigratedDatabase;
import io.recount.worker.budget.CounterReaders;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** An advertiser's day in every record there is of it: log, ledger, archive, windows, Redis. */
final class Books implements AutoCloseable {
    static final String ADVERTISER = "books";
    static final long PRICE = 70;

    final MigratedDatabase database = new MigratedDatabase();
    final RedisCommands<String, String> redis;
    private final String redisUrl = "redis://127.0.0.1:" + RealParts.redis().port();
    private final RedisClient client = RedisClient.create(redisUrl);
    private final Map<String, Long> spent = new HashMap<>();
    private long balance;
    private long sequence;
    private long offset;

    Books() {
        redis = client.connect().sync();
        database.jdbc()
                .update(
                        """
                        INSERT INTO read_model.advertisers (advertiser_id, name, currency,
                            time_zone, registered_at, version, position)
                        VALUES (?, 'Bakery', 'KRW', 'UTC', now(), 1, 1)""",
                        ADVERTISER);
    }

    @Override
    public void close() {
        client.shutdown();
    }

    ReconciliationJob job(Instant now, Duration redisPatience) {
        Clock clock = Clock.fixed(now, ZoneOffset.UTC);
        Reach reach = new Reach(database.client(), clock);
        return new ReconciliationJob(
                reach,
                new Windows(database.client()),
                new ArchiveAgainstLog(database.client()),
                new LedgerAgainstLog(database.jdbc()),
                new RedisAgainstLog(
                        database.jdbc(), CounterReaders.of(redisUrl), reach, redisPatience),
                new Reconciliations(database.jdbc(), clock, new SimpleMeterRegistry(), 1_000_000),
                clock);
    }

    void registered(Instant at) {
        logged(at, new AdvertiserRegistered(ADVERTISER, "Bakery", "KRW", "UTC", at), null);
    }

    long deposited(Instant at, long micros) {
        balance += micros;
        return logged(at, new FundsDeposited(ADVERTISER, micros, balance, "wire", at), null);
    }

    /** Charged, archived, counted and shown. */
    long charged(Instant at, String clickId, String campaignId, String adId) {
        balance -= PRICE;
        long daySpent = spent.merge(campaignId, PRICE, Long::sum);
        ClickCharged event =
                ClickCharged.newBuilder()
                        .setClickId(clickId)
                        .setAdvertiserId(ADVERTISER)
                        .setCampaignId(campaignId)
                        .setAdId(adId)
                        .setOutcome(ClickOutcome.CHARGED)
                        .setChargedMicros(PRICE)
                        .setAt(at)
                        .setServedAt(at)
                        .setDayStart(at.truncatedTo(ChronoUnit.DAYS))
                        .setBalanceAfterMicros(balance)
                        .setDaySpentAfterMicros(daySpent)
                        .setDayClicksAfter(daySpent / PRICE)
                        .setTotalSpentAfterMicros(daySpent)
                        .setDailyBudgetMicros(1_000_000)
                        .setRulesVersion(1)
                        .build();
        long position = logged(at, event, campaignId);
        sent(event, position, "event-" + position, at, adId, clickId, PRICE);
        window(adId, at, Map.of("clicks", 1L, "cost_micros", PRICE));
        return position;
    }

    long credited(Instant at, String clickId, String campaignId, String adId) {
        balance += PRICE;
        ClickCredited event =
                ClickCredited.newBuilder()
                        .setAdvertiserId(ADVERTISER)
                        .setClickId(clickId)
                        .setCampaignId(campaignId)
                        .setAdId(adId)
                        .setCreditedMicros(PRICE)
                        .setBalanceAfterMicros(balance)
                        .setChargedAt(at)
                        .setDayStart(at.truncatedTo(ChronoUnit.DAYS))
                        .setReason("SIVT")
                        .setAt(at)
                        .build();
        long position = logged(at, event, null);
        sent(event, position, "event-" + position, at, adId, clickId, PRICE);
        window(adId, at, Map.of("credited_clicks", 1L, "credited_micros", PRICE));
        return position;
    }

    long logged(Instant at, SpecificRecord event, @Nullable String campaignId) {
        long position = database.append(ADVERTISER, sequence++, at, event);
        @Nullable Transfer transfer = Ledger.transfer(event);
        if (transfer != null) {
            for (int i = 0; i < 2; i++) {
                Ledger.Entry entry = transfer.entries().get(i);
                database.jdbc()
                        .update(
                                """
                                INSERT INTO event_log.ledger_entries (position, entry,
                                    advertiser_id, account, amount_micros, balance_after_micros,
                                    currency, at) VALUES (?, ?, ?, ?, ?, ?, 'KRW', ?)""",
                                position,
                                i + 1,
                                ADVERTISER,
                                entry.account().name().toLowerCase(Locale.ROOT),
                                entry.amountMicros(),
                                entry.balanceAfterMicros(),
                                Timestamp.from(at));
            }
        }
        shown(position, CounterRecord.of(event, position), campaignId);
        return position;
    }

    private void shown(long position, List<CounterRecord> counters, @Nullable String campaignId) {
        counters.forEach(this::inRedis);
        if (campaignId != null) {
            database.jdbc()
                    .update(
                            """
                            INSERT INTO read_model.campaigns
                                (campaign_id, advertiser_id, created_at, spent_position)
                            VALUES (?, ?, now(), ?) ON CONFLICT (campaign_id)
                            DO UPDATE SET spent_position = excluded.spent_position""",
                            campaignId,
                            ADVERTISER,
                            position);
        }
        if (!counters.isEmpty()) {
            database.jdbc()
                    .update("UPDATE read_model.advertisers SET balance_position = ?", position);
        }
    }

    void inRedis(CounterRecord record) {
        Map<String, String> fields = new HashMap<>();
        record.values().forEach((name, value) -> fields.put(name, Long.toString(value)));
        fields.put("position", Long.toString(record.position()));
        redis.hset(record.key(), fields);
    }

    /** A row of the archive. */
    void sent(
            SpecificRecord event,
            @Nullable Long position,
            String eventId,
            Instant at,
            @Nullable String adId,
            String clickId,
            @Nullable Long micros) {
        database.jdbc()
                .update(
                        """
                        INSERT INTO analytics.raw_events ("partition", kafka_offset, event_id,
                            kind, at, advertiser_id, campaign_id, ad_id, click_id, outcome,
                            amount_micros, log_position, payload, archived_at)
                        VALUES (0, ?, ?, ?, ?, ?, 'c', ?, ?, 'INVALID_TRAFFIC', ?, ?, ?, now())""",
                        offset++,
                        eventId,
                        event.getSchema().getName(),
                        Timestamp.from(at),
                        ADVERTISER,
                        adId,
                        clickId,
                        micros,
                        position,
                        AvroCodec.encode(event));
    }

    /** Adds to the stream's window of that minute, and to the five that must not be added. */
    void window(String adId, Instant at, Map<String, Long> counts) {
        for (ChronoUnit unit : List.of(ChronoUnit.MINUTES, ChronoUnit.HOURS)) {
            Timestamp start = Timestamp.from(at.truncatedTo(unit));
            long windowMs = unit.getDuration().toMillis();
            database.jdbc()
                    .update(
                            """
                            INSERT INTO analytics.window_results (scope, id, window_ms,
                                window_start, advertiser_id, campaign_id, impressions, clicks,
                                invalid_clicks, conversions, cost_micros, revision, complete,
                                computed_at)
                            VALUES ('AD', ?, ?, ?, ?, 'c', 0, 0, 0, 0, 0, 1, true, now())
                            ON CONFLICT DO NOTHING""",
                            adId,
                            windowMs,
                            start,
                            ADVERTISER);
            counts.forEach(
                    (column, count) ->
                            database.jdbc()
                                    .update(
                                            "UPDATE analytics.window_results SET "
                                                    + column
                                                    + " = "
                                                    + column
                                                    + " + ? WHERE id = ? AND window_ms = ?"
                                                    + " AND window_start = ?",
                                            count,
                                            adId,
                                            windowMs,
                                            start));
        }
    }
}
