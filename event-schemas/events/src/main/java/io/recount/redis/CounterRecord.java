package io.recount.redis;

import io.recount.event.AdvertiserRegistered;
import io.recount.event.CampaignCreated;
import io.recount.event.ClickCharged;
import io.recount.event.ClickCredited;
import io.recount.event.FundsDeposited;
import io.recount.event.FundsRefunded;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/**
 * A counter as an event leaves it: absolute values, with the event's position as their version.
 *
 * @param values the record's fields beside the position
 */
public record CounterRecord(String key, long position, Map<String, Long> values) {
    private static final String POSITION = "position";

    // The values' names.
    public static final String DAY = "day";
    public static final String SPENT = "spent";
    public static final String CLICKS = "clicks";
    public static final String TOTAL = "total";
    public static final String BALANCE = "balance";

    /** What changes counters. */
    public static final Set<Class<? extends SpecificRecord>> EVENTS =
            Set.of(
                    AdvertiserRegistered.class,
                    FundsDeposited.class,
                    FundsRefunded.class,
                    CampaignCreated.class,
                    ClickCharged.class,
                    ClickCredited.class);

    public CounterRecord {
        values = Map.copyOf(values);
    }

    /** What the event leaves behind in Redis; empty for an event that changes no counter. */
    public static List<CounterRecord> of(SpecificRecord event, long position) {
        if (event instanceof ClickCharged e) {
            return List.of(
                    day(e, position),
                    balance(e.getAdvertiserId(), position, e.getBalanceAfterMicros()));
        }
        if (event instanceof FundsDeposited e) {
            return List.of(balance(e.getAdvertiserId(), position, e.getBalanceAfterMicros()));
        }
        if (event instanceof FundsRefunded e) {
            return List.of(balance(e.getAdvertiserId(), position, e.getBalanceAfterMicros()));
        }
        if (event instanceof ClickCredited e) {
            return List.of(balance(e.getAdvertiserId(), position, e.getBalanceAfterMicros()));
        }
        if (event instanceof AdvertiserRegistered e) {
            return List.of(balance(e.getAdvertiserId(), position, 0));
        }
        return event instanceof CampaignCreated e
                ? List.of(begin(e.getCampaignId(), position))
                : List.of();
    }

    /** Nothing spent yet: the day is one before all others. */
    private static CounterRecord begin(String campaignId, long position) {
        return new CounterRecord(
                RedisKeys.campaignDay(campaignId),
                position,
                Map.of(DAY, 0L, SPENT, 0L, CLICKS, 0L, TOTAL, 0L));
    }

    private static CounterRecord day(ClickCharged event, long position) {
        return new CounterRecord(
                RedisKeys.campaignDay(event.getCampaignId()),
                position,
                Map.of(
                        DAY,
                        event.getDayStart().toEpochMilli(),
                        SPENT,
                        event.getDaySpentAfterMicros(),
                        CLICKS,
                        event.getDayClicksAfter(),
                        TOTAL,
                        event.getTotalSpentAfterMicros()));
    }

    private static CounterRecord balance(String advertiserId, long position, long micros) {
        return new CounterRecord(
                RedisKeys.advertiserBalance(advertiserId), position, Map.of(BALANCE, micros));
    }

    /**
     * From a line of what is published on {@link RedisKeys#COUNTER_CHANGES}: the key and its fields
     * with their values, apart by spaces. Empty for what is not of that form.
     */
    public static Optional<CounterRecord> ofLine(String line) {
        String[] words = line.split(" ", -1);
        Map<String, String> fields = new HashMap<>();
        for (int i = 1; i + 1 < words.length; i += 2) {
            fields.put(words[i], words[i + 1]);
        }
        return words.length % 2 == 1 ? ofFields(words[0], fields) : Optional.empty();
    }

    /** From a record's fields as they are stored; empty where that is no record of a counter. */
    public static Optional<CounterRecord> ofFields(String key, Map<String, String> fields) {
        Map<String, Long> values = new HashMap<>();
        try {
            fields.forEach((field, value) -> values.put(field, Long.valueOf(value)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
        Long position = values.remove(POSITION);
        return position == null
                ? Optional.empty()
                : Optional.of(new CounterRecord(key, position, values));
    }

    /** The later of two of the same key. */
    public CounterRecord newer(CounterRecord other) {
        return other.position > position ? other : this;
    }

    /** Fields and values, apart by spaces, the position last: what {@link CounterScript} takes. */
    public String words() {
        StringBuilder words = new StringBuilder();
        values.forEach((field, value) -> words.append(field).append(' ').append(value).append(' '));
        return words.append(POSITION).append(' ').append(position).toString();
    }
}
