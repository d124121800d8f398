package io.recount.rules;

import io.recount.event.BudgetLimit;
import io.recount.event.CampaignBudgetSet;
import io.recount.event.CampaignLineOpened;
import io.recount.event.ClickCharged;
import io.recount.event.ClickNotCharged;
import io.recount.event.ClickOutcome;
import io.recount.event.FundsDeposited;
import io.recount.money.Micros;
import io.recount.rules.Decision.Granted;
import io.recount.rules.Decision.Refusal;
import io.recount.rules.Decision.Refused;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Every decision about an advertiser's money: a function of the state, the wish and the time. */
public final class BudgetRules {
    /** Stands in every decision's event, so that a replay knows by which rules it was taken. */
    public static final int VERSION = 1;

    /** Campaigns of one advertiser, ended ones included. */
    public static final int LINES_MAX = 10_000;

    private BudgetRules() {}

    /** Pays in. The amount is one ({@link Micros#isAmount}): whoever calls has checked it. */
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

    /** Gives a new campaign its line, closed until {@link #openLine}. */
    public static Decision<CampaignBudgetSet> addLine(
            BudgetState state,
            String campaignId,
            long dailyBudgetMicros,
            @Nullable Long totalBudgetMicros,
            int autoPausePercent,
            Instant now) {
        requireAmount(dailyBudgetMicros);
        if (totalBudgetMicros != null) {
            requireAmount(totalBudgetMicros);
        }
        if (state.lines().find(campaignId) != null) {
            return new Refused<>(Refusal.WRONG_LINE);
        }
        if (state.lines().size() >= LINES_MAX) {
            return new Refused<>(Refusal.TOO_MANY_CAMPAIGNS);
        }
        return new Granted<>(
                new CampaignBudgetSet(
                        state.advertiserId(),
                        campaignId,
                        dailyBudgetMicros,
                        totalBudgetMicros,
                        autoPausePercent,
                        state.timeOf(now)));
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

    /**
     * Decides a click that was not decided before, in this order: line open, balance, campaign
     * total, campaign day. The first that fails names the outcome. A limit that covers the price
     * only in part does not cover it: a click is charged whole or not at all.
     */
    public static ClickDecision charge(BudgetState state, PricedClick click, Instant now) {
        requireAmount(click.priceMicros());
        CampaignLine found = state.lines().find(click.campaignId());
        if (found == null) {
            return new ClickDecision.UnknownCampaign();
        }
        Instant at = state.timeOf(now);
        CampaignLine line = found.at(at, state.zone());
        if (!line.open()) {
            return notCharged(state, line, click, at, ClickOutcome.UNBILLED_PAUSED, null);
        }
        BudgetLimit reached = limitReached(state, line, click.priceMicros());
        return reached == null
                ? charged(state, line, click, at)
                : notCharged(state, line, click, at, ClickOutcome.UNBILLED_BUDGET, reached);
    }

    private static @Nullable BudgetLimit limitReached(
            BudgetState state, CampaignLine line, long priceMicros) {
        if (priceMicros > state.balanceMicros()) {
            return BudgetLimit.BALANCE;
        }
        Long total = line.totalBudgetMicros();
        if (total != null && priceMicros > total - line.totalSpentMicros()) {
            return BudgetLimit.TOTAL;
        }
        return priceMicros > line.dailyBudgetMicros() - line.daySpentMicros()
                ? BudgetLimit.DAY
                : null;
    }

    private static ClickDecision charged(
            BudgetState state, CampaignLine line, PricedClick click, Instant at) {
        long price = click.priceMicros();
        return new ClickDecision.Charged(
                ClickCharged.newBuilder()
                        .setClickId(click.clickId())
                        .setAdvertiserId(state.advertiserId())
                        .setCampaignId(click.campaignId())
                        .setAdId(click.adId())
                        .setOutcome(ClickOutcome.CHARGED)
                        .setChargedMicros(price)
                        .setAt(at)
                        .setServedAt(click.servedAt())
                        .setDayStart(line.dayStart())
                        .setBalanceAfterMicros(state.balanceMicros() - price)
                        .setDaySpentAfterMicros(Math.addExact(line.daySpentMicros(), price))
                        .setDayClicksAfter(line.dayClicks() + 1)
                        .setTotalSpentAfterMicros(Math.addExact(line.totalSpentMicros(), price))
                        .setDailyBudgetMicros(line.dailyBudgetMicros())
                        .setTotalBudgetMicros(line.totalBudgetMicros())
                        .setAutoPausePercent(line.autoPausePercent())
                        .setRulesVersion(VERSION)
                        .setVisitor(click.visitor())
                        .setNetwork(click.network())
                        .setAgentClass(click.agentClass())
                        .setNetworkClass(click.networkClass())
                        .build());
    }

    private static ClickDecision notCharged(
            BudgetState state,
            CampaignLine line,
            PricedClick click,
            Instant at,
            ClickOutcome outcome,
            @Nullable BudgetLimit limit) {
        return new ClickDecision.NotCharged(
                ClickNotCharged.newBuilder()
                        .setClickId(click.clickId())
                        .setAdvertiserId(state.advertiserId())
                        .setCampaignId(click.campaignId())
                        .setAdId(click.adId())
                        .setOutcome(outcome)
                        .setLimit(limit)
                        .setPriceMicros(click.priceMicros())
                        .setAt(at)
                        .setServedAt(click.servedAt())
                        .setDayStart(line.dayStart())
                        .setBalanceMicros(state.balanceMicros())
                        .setDaySpentMicros(line.daySpentMicros())
                        .setTotalSpentMicros(line.totalSpentMicros())
                        .setDailyBudgetMicros(line.dailyBudgetMicros())
                        .setTotalBudgetMicros(line.totalBudgetMicros())
                        .setRulesVersion(VERSION)
                        .setVisitor(click.visitor())
                        .setNetwork(click.network())
                        .setAgentClass(click.agentClass())
                        .setNetworkClass(click.networkClass())
                        .build());
    }

    private static void requireAmount(long micros) {
        if (!Micros.isAmount(micros)) {
            throw new IllegalArgumentException("No amount: " + micros + " micros");
        }
    }
}
