package io.recount.rules;

import io.recount.event.BudgetLimit;
import io.recount.event.ClickCharged;
import io.recount.event.ClickNotCharged;
import io.recount.event.ClickOutcome;
import io.recount.money.Micros;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whether a click is charged: a function of the budget's state, the click and the time. */
public final class ClickRules {
    private ClickRules() {}

    /**
     * Decides a click that was not decided before, in this order: line open (or closed a moment
     * ago, after the ad was served), balance, campaign total, campaign day. The first that fails
     * names the outcome. A limit that covers the price only in part does not cover it: a click is
     * charged whole or not at all.
     */
    public static ClickDecision charge(BudgetState state, PricedClick click, Instant now) {
        if (!Micros.isAmount(click.priceMicros())) {
            throw new IllegalArgumentException("No price: " + click.priceMicros() + " micros");
        }
        CampaignLine found = state.lines().find(click.campaignId());
        if (found == null) {
            return new ClickDecision.UnknownCampaign();
        }
        Instant at = state.timeOf(now);
        CampaignLine line = found.on(state.day().at(at).start());
        if (!line.open() && !line.hasGraceFor(click.servedAt(), at)) {
            return notCharged(state, line, click, at, ClickOutcome.UNBILLED_PAUSED, null);
        }
        BudgetLimit reached = limitReached(state.balanceMicros(), line, click.priceMicros());
        return reached == null
                ? charged(state, line, click, at)
                : notCharged(state, line, click, at, ClickOutcome.UNBILLED_BUDGET, reached);
    }

    private static @Nullable BudgetLimit limitReached(
            long balanceMicros, CampaignLine line, long priceMicros) {
        if (priceMicros > balanceMicros) {
            return BudgetLimit.BALANCE;
        }
        LineLimits limits = line.limits();
        Long total = limits.totalBudgetMicros();
        if (total != null && priceMicros > total - line.totalSpentMicros()) {
            return BudgetLimit.TOTAL;
        }
        return priceMicros > limits.dailyBudgetMicros() - line.daySpentMicros()
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
                        .setOutcome(line.open() ? ClickOutcome.CHARGED : ClickOutcome.CHARGED_GRACE)
                        .setChargedMicros(price)
                        .setAt(at)
                        .setServedAt(click.servedAt())
                        .setDayStart(line.dayStart())
                        .setBalanceAfterMicros(state.balanceMicros() - price)
                        .setDaySpentAfterMicros(Math.addExact(line.daySpentMicros(), price))
                        .setDayClicksAfter(line.dayClicks() + 1)
                        .setTotalSpentAfterMicros(Math.addExact(line.totalSpentMicros(), price))
                        .setDailyBudgetMicros(line.limits().dailyBudgetMicros())
                        .setTotalBudgetMicros(line.limits().totalBudgetMicros())
                        .setAutoPausePercent(line.limits().autoPausePercent())
                        .setRulesVersion(BudgetRules.VERSION)
                        .setVisitor(click.visitor())
                        .setNetwork(click.network())
                        .setAgentClass(click.agentClass())
                        .setNetworkClass(click.networkClass())
                        .setLineClosedAt(line.closedAt())
                        .setArms(click.arms())
                        .setPublisher(click.publisher())
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
                        .setDailyBudgetMicros(line.limits().dailyBudgetMicros())
                        .setTotalBudgetMicros(line.limits().totalBudgetMicros())
                        .setRulesVersion(BudgetRules.VERSION)
                        .setVisitor(click.visitor())
                        .setNetwork(click.network())
                        .setAgentClass(click.agentClass())
                        .setNetworkClass(click.networkClass())
                        .setLineClosedAt(line.closedAt())
                        .setArms(click.arms())
                        .setPublisher(click.publisher())
                        .build());
    }
}
