package io.recount.query.dashboard;

import io.recount.query.metrics.MetricWindow;
import io.recount.query.metrics.Today;
import io.recount.query.metrics.Today.OfCampaign;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of the campaigns table, in words.
 *
 * @param id of the line on the page
 * @param budget null when the campaign has no day's budget, or is a draft
 */
record CampaignRow(
        String id,
        String name,
        @Nullable String lang,
        String owner,
        @Nullable String ownerLang,
        CampaignState state,
        String stateWord,
        boolean serves,
        @Nullable Budget budget,
        String impressions,
        String clicks,
        String ctr,
        String cpc,
        String spend,
        Trace spark) {

    /**
     * A day's budget as a bar.
     *
     * @param width of the spent part, as an SVG length
     * @param mark where serving pauses, as an SVG length; null when it never does before the end
     */
    record Budget(
            String width,
            @Nullable String mark,
            String spentShare,
            String total,
            String left,
            String inWords) {

        static Budget of(long spentMicros, long budgetMicros, int pausePercent, Words words) {
            long left = Math.max(0, budgetMicros - spentMicros);
            String share = Words.percentOrNone(spentMicros, budgetMicros, 0);
            String width = Words.percent(Math.min(spentMicros, budgetMicros), budgetMicros, 2);
            return new Budget(
                    (width == null ? "0" : width) + "%",
                    pausePercent < 100 ? pausePercent + "%" : null,
                    share,
                    words.money(budgetMicros),
                    words.money(left),
                    "Spent %s of %s, left %s"
                            .formatted(
                                    words.money(spentMicros),
                                    words.money(budgetMicros),
                                    words.moneyWithCurrency(left)));
        }
    }

    private static final double SPARK_STEP = 92.0 / (Today.MINUTES - 1);
    private static final double SPARK_ZERO = 24;
    private static final double SPARK_HEIGHT = 20;

    static CampaignRow of(Attention.Known known, boolean own, Today.Minutes minutes, Words words) {
        OfCampaign c = known.campaign();
        Long cpc = MetricWindow.cpcMicros(c.spentMicros(), c.clicks());
        return new CampaignRow(
                "c-" + c.campaignId(),
                c.name(),
                Words.lang(c.name()),
                known.owner().name(),
                Words.lang(known.owner().name()),
                known.state(),
                known.state().word(c, own),
                known.state().serves(),
                hasBudget(known)
                        ? Budget.of(c.spentMicros(), budget(c), c.autoPausePercent(), words)
                        : null,
                Words.count(c.impressions()),
                Words.count(c.clicks()),
                Words.percentOrNone(c.clicks(), c.impressions(), 2),
                cpc == null ? Words.NONE : words.money(cpc),
                words.money(c.spentMicros()),
                spark(c.clicksByMinute(), minutes));
    }

    static boolean hasBudget(Attention.Known known) {
        return known.campaign().dailyBudgetMicros() != null && known.state() != CampaignState.DRAFT;
    }

    static long budget(OfCampaign c) {
        Long budget = c.dailyBudgetMicros();
        return budget == null ? 0 : budget;
    }

    private static Trace spark(List<Long> clicks, Today.Minutes minutes) {
        long top = Math.max(1, clicks.stream().mapToLong(Long::longValue).max().orElse(1));
        return Trace.of(
                clicks,
                LineChart.withOpenEnd(minutes),
                minutes.openFrom(),
                new Trace.Scale(2, SPARK_STEP, SPARK_ZERO, SPARK_HEIGHT / top));
    }
}
