package io.recount.command.serving.gate;

import io.recount.command.serving.catalogue.AtHand;
import io.recount.command.serving.catalogue.ServingCampaign;
import io.recount.redis.CounterRecord;
import io.recount.redis.RedisKeys;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The counters in memory: what each campaign spent and each advertiser has left. Whatever comes, by
 * push, from a load or from a commit of our own, the newer position stays; of equal ones the later
 * word, which is a correction.
 */
@Component
public class SpendMirror {
    private static final long NOTHING_WRITTEN = 0;

    private static final AtHand.Place<Kept.Cell<Day>> DAY = new AtHand.Place<>();
    private static final AtHand.Place<Kept.Cell<Balance>> BALANCE = new AtHand.Place<>();

    private final Kept<Day> days = new Kept<>();
    private final Kept<Balance> balances = new Kept<>();

    /** Counts what was written, so that a load can tell what is younger than itself. */
    private final AtomicLong writes = new AtomicLong();

    /**
     * A campaign's spend.
     *
     * @param startMs the day's start, epoch ms; an older one than today means nothing spent today
     * @param totalMicros spent since ever; -1 when unknown
     */
    record Day(long startMs, long spentMicros, long totalMicros, long position, long write)
            implements Written {
        static final long UNKNOWN = -1;

        long spentOn(long dayStartMs) {
            return startMs < dayStartMs ? 0 : spentMicros;
        }
    }

    record Balance(long micros, long position, long write) implements Written {}

    private interface Written {
        long position();

        long write();
    }

    @Nullable Day day(ServingCampaign campaign) {
        return days.of(campaign.campaignId(), campaign, DAY);
    }

    @Nullable Balance balance(ServingCampaign campaign) {
        return balances.of(campaign.advertiserId(), campaign, BALANCE);
    }

    /** What was just committed here; Redis shows it later. */
    public void committed(Collection<CounterRecord> records) {
        records.forEach(this::put);
    }

    /** What the campaign spent on the day that begins then, in micros; 0 when nothing is known. */
    public long spentMicros(String campaignId, long dayStartMs) {
        Day day = days.of(campaignId);
        return day == null ? 0 : day.spentOn(dayStartMs);
    }

    /** What the campaign spent since ever, in micros; 0 when nothing is known. */
    public long totalMicros(String campaignId) {
        Day day = days.of(campaignId);
        return day == null ? 0 : Math.max(0, day.totalMicros);
    }

    void put(CounterRecord record) {
        put(record, NOTHING_WRITTEN);
    }

    /**
     * Puts what a load has read, over everything that was written before the load began: then Redis
     * was built anew, and what is here may be of a log that is no more.
     */
    void replace(CounterRecord record, long loadBegan) {
        put(record, loadBegan);
    }

    private void put(CounterRecord record, long replacesUpTo) {
        Map<String, Long> values = record.values();
        String campaignId = RedisKeys.campaignOfDay(record.key());
        if (campaignId != null) {
            Day day =
                    new Day(
                            values.getOrDefault("day", 0L),
                            values.getOrDefault("spent", 0L),
                            values.getOrDefault("total", Day.UNKNOWN),
                            record.position(),
                            writes.incrementAndGet());
            days.put(campaignId, day, old -> gives(old, day, replacesUpTo));
        }
        String advertiserId = RedisKeys.advertiserOfBalance(record.key());
        if (advertiserId != null) {
            Balance balance =
                    new Balance(
                            values.getOrDefault("balance", 0L),
                            record.position(),
                            writes.incrementAndGet());
            balances.put(advertiserId, balance, old -> gives(old, balance, replacesUpTo));
        }
    }

    /** Whether the old one gives way to the young one. */
    private static boolean gives(Written old, Written young, long replacesUpTo) {
        return young.position() >= old.position() || old.write() <= replacesUpTo;
    }

    /** To be handed to {@link #replace} and {@link #retain} by the load that begins now. */
    long loadBegins() {
        return writes.get();
    }

    /** Forgets all but those, and what came since the load began: they are not served any more. */
    void retain(Set<String> campaignIds, Set<String> advertiserIds, long loadBegan) {
        days.removeIf((id, day) -> day.write <= loadBegan && !campaignIds.contains(id));
        balances.removeIf(
                (id, balance) -> balance.write <= loadBegan && !advertiserIds.contains(id));
    }

    int size() {
        return days.size() + balances.size();
    }
}
