package io.recount.query.dashboard;

import io.recount.query.dashboard.Attention.Known;
import io.recount.query.metrics.Today.OfCampaign;
import java.util.List;
import java.util.function.ToLongFunction;

/** Sums over all campaigns, exact, from which headline and last line are both written. */
record Sums(
        long spentMicros,
        long clicks,
        long impressions,
        int budgets,
        long budgetMicros,
        long budgetSpentMicros) {
    static Sums of(List<Known> known) {
        List<Known> budgeted = known.stream().filter(CampaignRow::hasBudget).toList();
        return new Sums(
                sum(known, OfCampaign::spentMicros),
                sum(known, OfCampaign::clicks),
                sum(known, OfCampaign::impressions),
                budgeted.size(),
                sum(budgeted, CampaignRow::budget),
                sum(budgeted, OfCampaign::spentMicros));
    }

    private static long sum(List<Known> known, ToLongFunction<OfCampaign> figure) {
        return known.stream()
                .mapToLong(one -> figure.applyAsLong(one.campaign()))
                .reduce(0, Math::addExact);
    }
}
