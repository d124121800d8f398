package io.recount.worker.settlement;

import io.recount.event.AdvertiserChanged;
import io.recount.event.AdvertiserRegistered;
import io.recount.event.CampaignBudgetSet;
import io.recount.event.CampaignLineOpened;
import io.recount.event.ClickCharged;
import io.recount.event.ClickCredited;
import io.recount.event.ClickOutcome;
import io.recount.event.FundsDeposited;
import io.recount.event.FundsRefunded;
import io.recount.rules.BudgetDay;
import io.recount.rules.BudgetState;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** An advertiser's events as the rules would have written them. What cannot be is left out. */
final class History {
    private static final long ANY_LIMIT = 1_000_000_000_000L;

    private final String id;
    private final List<Entry> entries = new ArrayList<>();
    private final Deque<ClickCharged> charges = new ArrayDeque<>();
    private BudgetState state;

    /**
     * @param dayStart of the day that it belongs to, by the rules themselves
     */
    record Entry(SpecificRecord event, Instant at, Instant dayStart) {}

    History(String id, String currency, String zone, Instant at, String... campaigns) {
        this.id = id;
        AdvertiserRegistered registered = new AdvertiserRegistered(id, id, currency, zone, at);
        state = BudgetState.of(registered);
        entries.add(new Entry(registered, at, state.day().start()));
        for (String campaign : campaigns) {
            add(new CampaignBudgetSet(id, campaign, ANY_LIMIT, null, 95, at), at);
            add(new CampaignLineOpened(id, campaign, at), at);
        }
    }

    List<Entry> entries() {
        return entries;
    }

    void deposit(Instant at, long micros) {
        add(new FundsDeposited(id, micros, balance() + micros, "wire", at), at);
    }

    void refund(Instant at, long micros) {
        if (micros <= balance()) {
            add(new FundsRefunded(id, micros, balance() - micros, "back", at), at);
        }
    }

    void charge(Instant at, String campaign, String ad, long micros) {
        if (micros <= balance()) {
            ClickCharged charged = charged(at, campaign, ad, micros);
            charges.add(charged);
            add(charged, at);
        }
    }

    /** Of the oldest charge that was not given back. */
    void credit(Instant at) {
        ClickCharged charged = charges.poll();
        if (charged != null) {
            add(credited(charged, at), at);
        }
    }

    void move(Instant at, String zone) {
        Instant from = BudgetDay.midnightAfter(at, ZoneId.of(zone));
        add(new AdvertiserChanged(id, id, zone, from, state.editVersion() + 1, at), at);
    }

    private long balance() {
        return state.balanceMicros();
    }

    private void add(SpecificRecord event, Instant at) {
        state = state.evolve(event);
        entries.add(new Entry(event, at, state.dayOf(at).start()));
    }

    private ClickCharged charged(Instant at, String campaign, String ad, long micros) {
        return ClickCharged.newBuilder()
                .setClickId(id + "-click-" + entries.size())
                .setAdvertiserId(id)
                .setCampaignId(campaign)
                .setAdId(ad)
                .setOutcome(ClickOutcome.CHARGED)
                .setChargedMicros(micros)
                .setAt(at)
                .setServedAt(at)
                .setDayStart(state.dayOf(at).start())
                .setBalanceAfterMicros(balance() - micros)
                .setDaySpentAfterMicros(micros)
                .setDayClicksAfter(1)
                .setTotalSpentAfterMicros(micros)
                .setDailyBudgetMicros(ANY_LIMIT)
                .setRulesVersion(1)
                .build();
    }

    private ClickCredited credited(ClickCharged charged, Instant at) {
        return ClickCredited.newBuilder()
                .setAdvertiserId(id)
                .setClickId(charged.getClickId())
                .setCampaignId(charged.getCampaignId())
                .setAdId(charged.getAdId())
                .setCreditedMicros(charged.getChargedMicros())
                .setBalanceAfterMicros(balance() + charged.getChargedMicros())
                .setChargedAt(charged.getAt())
                .setDayStart(charged.getDayStart())
                .setReason("bots")
                .setAt(at)
                .build();
    }
}
