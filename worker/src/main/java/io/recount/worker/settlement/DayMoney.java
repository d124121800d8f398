package io.recount.worker.settlement;

import io.recount.event.ClickCharged;
import io.recount.event.ClickCredited;
import io.recount.event.FundsDeposited;
import io.recount.event.FundsRefunded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What moved on one day of an advertiser, added up event by event. */
final class DayMoney {
    /** By campaign and ad. */
    private final SortedMap<String, SortedMap<String, AdDay>> ads = new TreeMap<>();

    private final List<Late> late = new ArrayList<>();
    private AdDay all = AdDay.NOTHING;
    private long depositedMicros;
    private long refundedMicros;
    private @Nullable Long firstPosition;
    private @Nullable Long lastPosition;

    void add(SpecificRecord event, long position) {
        if (firstPosition == null) {
            firstPosition = position;
        }
        lastPosition = position;
        if (event instanceof ClickCharged charged) {
            add(
                    charged.getCampaignId(),
                    charged.getAdId(),
                    AdDay.charge(charged.getChargedMicros()));
        } else if (event instanceof ClickCredited credited) {
            add(
                    credited.getCampaignId(),
                    credited.getAdId(),
                    AdDay.credit(credited.getCreditedMicros()));
        } else if (event instanceof FundsDeposited deposited) {
            depositedMicros = Math.addExact(depositedMicros, deposited.getAmountMicros());
        } else if (event instanceof FundsRefunded refunded) {
            refundedMicros = Math.addExact(refundedMicros, refunded.getAmountMicros());
        }
    }

    /** The same of what belongs to a day that is settled; so it is also told by itself. */
    void addLate(SpecificRecord event, Instant at, long position) {
        add(event, position);
        Late.of(event, at, position).ifPresent(late::add);
    }

    private void add(String campaignId, String adId, AdDay moved) {
        ads.computeIfAbsent(campaignId, id -> new TreeMap<>()).merge(adId, moved, AdDay::plus);
        all = all.plus(moved);
    }

    SortedMap<String, SortedMap<String, AdDay>> ads() {
        return Collections.unmodifiableSortedMap(ads);
    }

    /** In the order of the log. */
    List<Late> late() {
        return List.copyOf(late);
    }

    AdDay all() {
        return all;
    }

    long depositedMicros() {
        return depositedMicros;
    }

    long refundedMicros() {
        return refundedMicros;
    }

    @Nullable Long firstPosition() {
        return firstPosition;
    }

    @Nullable Long lastPosition() {
        return lastPosition;
    }
}
