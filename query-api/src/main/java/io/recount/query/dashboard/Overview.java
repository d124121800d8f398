package io.recount.query.dashboard;

import io.recount.query.dashboard.Attention.Known;
import io.recount.query.metrics.MetricWindow;
import io.recount.query.metrics.Today;
import io.recount.query.metrics.Today.OfAdvertiser;
import io.recount.query.metrics.Today.OfCampaign;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The overview page in words and shapes; the templates only write it down. A pure function of the
 * figures, the view and the instant at which it is shown.
 *
 * @param clock the instant shown
 * @param asOf the same, short: what the page says it shows while it has lost the connection
 * @param position up to where the read model shows the log, and {@code head} is the log's last
 */
public record Overview(
        String clock,
        String asOf,
        String zone,
        String currency,
        Stamp live,
        String position,
        String head,
        List<Attention> attention,
        String attentionSummary,
        List<Figure> figures,
        Clicks clicks,
        @Nullable Budgets budgets,
        List<CampaignRow> rows,
        Totals totals,
        Pager pager) {
    static final int ROWS_MAX = 50;
    private static final int ATTENTION_MAX = 8;

    /** A figure's source and its age; stale when it is past its due time. */
    record Stamp(String text, boolean stale) {}

    record Figure(String label, String value, String after, String note, Stamp source) {
        private static final int LONG = 11;
        private static final int LONGER = 14;

        /** The class by which a long value stays within its column. */
        public String size() {
            return value.length() >= LONGER ? "longer" : value.length() >= LONG ? "long" : "";
        }
    }

    /** The chart in both widths, its words, and the same as a table, newest minute first. */
    record Clicks(
            LineChart wide,
            LineChart narrow,
            String inWords,
            String newest,
            String newestAt,
            String openMinute,
            List<Minute> table) {
        record Minute(String at, String clicks) {}
    }

    /** The day's budgets of all campaigns together. */
    record Budgets(
            String campaigns,
            CampaignRow.Budget bar,
            String spent,
            String spentShare,
            String leftShare) {}

    /** The last line of the table: all campaigns, also those on other pages. */
    record Totals(
            String label,
            CampaignRow.@Nullable Budget budget,
            String impressions,
            String clicks,
            String ctr,
            String cpc,
            String spend) {}

    /**
     * @param previous its number; null on the first page, as {@code next} on the last
     */
    record Pager(String shown, @Nullable Integer previous, @Nullable Integer next) {}

    /** Draws the page for that view from figures already narrowed to what it may show. */
    public static Overview of(Today today, View view, Instant now, Currency currency) {
        return new Drawing(today, view, now, new Words(currency, view.zone())).overview();
    }

    /** What the parts of one page share while it is drawn. */
    private static final class Drawing {
        private final Today today;
        private final View view;
        private final Instant now;
        private final Words words;
        private final Freshness sources;
        private final List<Known> known;
        private final Sums sums;

        Drawing(Today today, View view, Instant now, Words words) {
            this.today = today;
            this.view = view;
            this.now = now;
            this.words = words;
            sources = new Freshness(today, now, words);
            known = known(today, now);
            sums = Sums.of(known);
        }

        Overview overview() {
            List<Attention> attention = Attention.all(known, now, words);
            int pages = Math.max(1, (known.size() + ROWS_MAX - 1) / ROWS_MAX);
            int page = Math.min(view.page(), pages);
            boolean own = view.advertiserId() != null;
            int from = (page - 1) * ROWS_MAX;
            int to = Math.min(known.size(), from + ROWS_MAX);
            return new Overview(
                    words.clock(now),
                    words.time(now),
                    words.zone(now),
                    words.currency(),
                    sources.page(),
                    Words.count(today.position()),
                    Words.count(today.head()),
                    attention.subList(0, Math.min(attention.size(), ATTENTION_MAX)),
                    summary(attention.size()),
                    figures(),
                    clicks(),
                    budgets(),
                    known.subList(from, to).stream()
                            .map(one -> CampaignRow.of(one, own, today.minutes(), words))
                            .toList(),
                    totals(),
                    new Pager(
                            known.isEmpty()
                                    ? ""
                                    : "%d to %d of %d".formatted(from + 1, to, known.size()),
                            page > 1 ? page - 1 : null,
                            page < pages ? page + 1 : null));
        }

        /** Sorted by attention, then by budget: an order that does not jump while one reads. */
        private static List<Known> known(Today today, Instant now) {
            Map<String, OfAdvertiser> owners =
                    today.advertisers().stream()
                            .collect(
                                    Collectors.toMap(
                                            OfAdvertiser::advertiserId, Function.identity()));
            List<Known> known = new ArrayList<>();
            for (OfCampaign campaign : today.campaigns()) {
                OfAdvertiser owner = owners.get(campaign.advertiserId());
                if (owner != null) {
                    known.add(new Known(campaign, owner, CampaignState.of(campaign, owner, now)));
                }
            }
            known.sort(
                    Comparator.comparing(Known::state)
                            .thenComparing(
                                    one -> CampaignRow.budget(one.campaign()),
                                    Comparator.reverseOrder())
                            .thenComparing(one -> one.campaign().campaignId()));
            return known;
        }

        private static String summary(int items) {
            if (items == 0) {
                return "";
            }
            return items > ATTENTION_MAX
                    ? "The %d most urgent of %d".formatted(ATTENTION_MAX, items)
                    : items == 1 ? "" : items + " items, most urgent first";
        }

        private List<Figure> figures() {
            long balance =
                    today.advertisers().stream()
                            .mapToLong(OfAdvertiser::balanceMicros)
                            .reduce(0, Math::addExact);
            long lastMinute = clicksAt(Math.max(0, today.minutes().openFrom() - 1));
            Long cpc = MetricWindow.cpcMicros(sums.spentMicros(), sums.clicks());
            String unit = ", " + words.currency();
            return List.of(
                    new Figure(
                            "Spend today" + unit,
                            words.money(sums.spentMicros()),
                            "",
                            Words.count(known.size(), "campaign"),
                            sources.ledger()),
                    new Figure(
                            "Balance" + unit,
                            words.money(balance),
                            "",
                            Words.count(today.advertisers().size(), "advertiser"),
                            sources.ledger()),
                    new Figure(
                            "Impressions",
                            Words.count(sums.impressions()),
                            "",
                            "shown today",
                            sources.stream()),
                    new Figure(
                            "Clicks charged",
                            Words.count(sums.clicks()),
                            "",
                            Words.count(lastMinute) + " in the last full minute",
                            sources.ledger()),
                    ctr(),
                    new Figure(
                            "Average CPC" + unit,
                            cpc == null ? Words.NONE : words.money(cpc),
                            "",
                            "spend by clicks charged",
                            sources.ledger()));
        }

        private Figure ctr() {
            String ctr = Words.percent(sums.clicks(), sums.impressions(), 2);
            return new Figure(
                    "CTR",
                    ctr == null ? Words.NONE : ctr,
                    ctr == null ? "" : "%",
                    "of " + Words.count(sums.impressions(), "impression"),
                    sources.stream());
        }

        private long clicksAt(int minute) {
            return known.stream()
                    .mapToLong(one -> one.campaign().clicksByMinute().get(minute))
                    .sum();
        }

        private Clicks clicks() {
            Today.Minutes minutes = today.minutes();
            List<Long> values = new ArrayList<>();
            for (int m = 0; m < Today.MINUTES; m++) {
                values.add(clicksAt(m));
            }
            Trend trend = Trend.of(values, minutes, words);
            List<Clicks.Minute> table = new ArrayList<>();
            for (int m = Today.MINUTES - 1; m >= 0; m--) {
                boolean open = m >= minutes.openFrom();
                String clicks =
                        minutes.measured().get(m) || open
                                ? Words.count(values.get(m)) + (open ? ", still open" : "")
                                : Words.NONE;
                table.add(new Clicks.Minute(words.minute(trend.at(m)), clicks));
            }
            int newest = minutes.openFrom() - 1;
            return new Clicks(
                    LineChart.of(values, minutes, words, LineChart.Size.WIDE),
                    LineChart.of(values, minutes, words, LineChart.Size.NARROW),
                    trend.inWords(),
                    minutes.measured().get(newest) ? Words.count(values.get(newest)) : Words.NONE,
                    words.minute(trend.at(newest)),
                    words.minute(trend.at(Today.MINUTES - 1)),
                    table);
        }

        private @Nullable Budgets budgets() {
            if (sums.budgetMicros() == 0) {
                return null;
            }
            CampaignRow.Budget bar =
                    CampaignRow.Budget.of(
                            sums.budgetSpentMicros(), sums.budgetMicros(), 100, words);
            return new Budgets(
                    Words.count(sums.budgets(), "campaign"),
                    bar,
                    words.money(sums.budgetSpentMicros()),
                    Words.percentOrNone(sums.budgetSpentMicros(), sums.budgetMicros(), 1),
                    Words.percentOrNone(
                            Math.max(0, sums.budgetMicros() - sums.budgetSpentMicros()),
                            sums.budgetMicros(),
                            1));
        }

        private Totals totals() {
            Long cpc = MetricWindow.cpcMicros(sums.spentMicros(), sums.clicks());
            return new Totals(
                    known.size() == 1 ? "1 campaign" : "All " + known.size() + " campaigns",
                    sums.budgetMicros() == 0
                            ? null
                            : CampaignRow.Budget.of(
                                    sums.budgetSpentMicros(), sums.budgetMicros(), 100, words),
                    Words.count(sums.impressions()),
                    Words.count(sums.clicks()),
                    Words.percentOrNone(sums.clicks(), sums.impressions(), 2),
                    cpc == null ? Words.NONE : words.money(cpc),
                    words.money(sums.spentMicros()));
        }
    }
}
