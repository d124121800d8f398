package io.recount.rules;

import io.recount.event.AdvertiserChanged;
import io.recount.event.CampaignBudgetSet;
import io.recount.event.CampaignLineClosed;
import io.recount.event.CampaignLineOpened;
import io.recount.event.ClickCharged;
import io.recount.event.ClickCredited;
import io.recount.event.FundsDeposited;
import io.recount.event.FundsRefunded;
import io.recount.money.Micros;
import io.recount.rules.Decision.Granted;
import io.recount.rules.Decision.Refusal;
import io.recount.rules.Decision.Refused;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Every decision about an advertiser's money but a click's ({@link ClickRules}): a function of the
 * state, the wish and the time. Amounts are ones ({@link Micros#isAmount}): whoever calls has
 * checked them.
 */
public final class BudgetRules {
    /** Stands in every decision's event, so that a replay knows by which rules it was taken. */
    public static final int VERSION = 2;

    /** Campaigns of one advertiser, ended ones included. */
    public static final int LINES_MAX = 10_000;

    private BudgetRules() {}

    /** Another name or zone. The zone counts from its own next midnight. */
    public static AdvertiserChanged change(
            BudgetState state, String name, ZoneId zone, Instant now) {
        Instant at = state.timeOf(now);
        return new AdvertiserChanged(
                state.advertiserId(),
                name,
                zone.getId(),
                zoneFrom(state.dayOf(now), zone, at),
                state.editVersion() + 1,
                at);
    }

    private static Instant zoneFrom(BudgetDay day, ZoneId zone, Instant at) {
        if (zone.equals(day.zone())) {
            return at;
        }
        BudgetDay.NextZone next = day.next();
        return next != null && next.zone().equals(zone)
                ? next.from()
                : BudgetDay.midnightAfter(at, zone);
    }

    /** Pays in. */
    public static Decision<FundsDeposited> deposit(
            BudgetState state, long amountMicros, String reference, Instant now) {
        requireAmount(amountMicros);
        long balance = Math.addExact(state.balanceMicros(), amountMicros);
        if (!Micros.isBalance(balance)) {
            return new Refused<>(Refusal.BALANCE_TOO_LARGE);
        }
        return new Granted<>(
                new FundsDeposited(
                        state.advertiserId(), amountMicros, balance, reference, state.timeOf(now)));
    }

    /**
     * Pays back what is left. A balance holds only what was paid in, because a credit is a charge
     * given back.
     */
    public static Decision<FundsRefunded> refund(
            BudgetState state, long amountMicros, String reference, Instant now) {
        requireAmount(amountMicros);
        long balance = Math.subtractExact(state.balanceMicros(), amountMicros);
        if (!Micros.isBalance(balance)) {
            return new Refused<>(Refusal.INSUFFICIENT_BALANCE);
        }
        return new Granted<>(
                new FundsRefunded(
                        state.advertiserId(), amountMicros, balance, reference, state.timeOf(now)));
    }

    /**
     * Gives the whole of a charge back. It raises the balance; the day and the total that were
     * spent stay spent. That the charge was not credited before is for the caller to know: a state
     * does not hold all clicks.
     *
     * @param proposalId the approved proposal, null when no approval was needed
     */
    public static Decision<ClickCredited> credit(
            BudgetState state,
            ClickCharged charge,
            String reason,
            @Nullable String proposalId,
            Instant now) {
        if (!charge.getAdvertiserId().equals(state.advertiserId())) {
            throw new IllegalArgumentException(
                    charge.getClickId() + " is no click of " + state.advertiserId());
        }
        long balance = Math.addExact(state.balanceMicros(), charge.getChargedMicros());
        if (!Micros.isBalance(balance)) {
            return new Refused<>(Refusal.BALANCE_TOO_LARGE);
        }
        return new Granted<>(
                ClickCredited.newBuilder()
                        .setAdvertiserId(state.advertiserId())
                        .setClickId(charge.getClickId())
                        .setCampaignId(charge.getCampaignId())
                        .setAdId(charge.getAdId())
                        .setCreditedMicros(charge.getChargedMicros())
                        .setBalanceAfterMicros(balance)
                        .setChargedAt(charge.getAt())
                        .setDayStart(charge.getDayStart())
                        .setReason(reason)
                        .setProposalId(proposalId)
                        .setAt(state.timeOf(now))
                        .build());
    }

    /** Gives a new campaign its line, closed until {@link #openLine}. */
    public static Decision<CampaignBudgetSet> addLine(
            BudgetState state, String campaignId, LineLimits limits, Instant now) {
        if (state.lines().find(campaignId) != null) {
            return new Refused<>(Refusal.WRONG_LINE);
        }
        if (state.lines().size() >= LINES_MAX) {
            return new Refused<>(Refusal.TOO_MANY_CAMPAIGNS);
        }
        return new Granted<>(limitsSet(state, campaignId, limits, now));
    }

    /**
     * Other limits, in force at once. They may be under what is spent already: then nothing more is
     * charged.
     */
    public static Decision<CampaignBudgetSet> changeLimits(
            BudgetState state, String campaignId, LineLimits limits, Instant now) {
        if (state.lines().find(campaignId) == null) {
            return new Refused<>(Refusal.WRONG_LINE);
        }
        return new Granted<>(limitsSet(state, campaignId, limits, now));
    }

    private static CampaignBudgetSet limitsSet(
            BudgetState state, String campaignId, LineLimits limits, Instant now) {
        return new CampaignBudgetSet(
                state.advertiserId(),
                campaignId,
                limits.dailyBudgetMicros(),
                limits.totalBudgetMicros(),
                limits.autoPausePercent(),
                state.timeOf(now));
    }

    /** From here on clicks of the campaign may be charged. */
    public static Decision<CampaignLineOpened> openLine(
            BudgetState state, String campaignId, Instant now) {
        CampaignLine line = state.lines().find(campaignId);
        if (line == null || line.open()) {
            return new Refused<>(Refusal.WRONG_LINE);
        }
        return new Granted<>(
                new CampaignLineOpened(state.advertiserId(), campaignId, state.timeOf(now)));
    }

    /** From here on only clicks on what was served before are charged, and those not for long. */
    public static Decision<CampaignLineClosed> closeLine(
            BudgetState state, String campaignId, Instant now) {
        CampaignLine line = state.lines().find(campaignId);
        if (line == null || !line.open()) {
            return new Refused<>(Refusal.WRONG_LINE);
        }
        return new Granted<>(
                new CampaignLineClosed(state.advertiserId(), campaignId, state.timeOf(now)));
    }

    private static void requireAmount(long micros) {
        if (!Micros.isAmount(micros)) {
            throw new IllegalArgumentException("No amount: " + micros + " micros");
        }
    }
}
