package io.recount.query.dashboard;

import io.recount.query.metrics.Today.OfAdvertiser;
import io.recount.query.metrics.Today.OfCampaign;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One thing that someone should look at: a fact and its cause.
 *
 * @param owner the advertiser, when the item is about one of its campaigns
 * @param figure the amount it is about, and {@code figureIs} says what that is
 */
record Attention(
        CampaignState state,
        String stateWord,
        String name,
        @Nullable String lang,
        @Nullable String owner,
        @Nullable String ownerLang,
        String why,
        String figure,
        String figureIs) {

    /** A campaign with what was found out about it. */
    record Known(OfCampaign campaign, OfAdvertiser owner, CampaignState state) {}

    /** All of them, most urgent first. A balance is named once, however many campaigns it stops. */
    static List<Attention> all(List<Known> campaigns, Instant now, Words words) {
        List<Attention> items = new ArrayList<>();
        Set<String> balancesNamed = new HashSet<>();
        campaigns.stream()
                .filter(known -> known.state().needsAttention())
                .sorted(Comparator.comparing(Known::state))
                .forEach(
                        known -> {
                            if (!isOfBalance(known.state())) {
                                items.add(ofCampaign(known, now, words));
                            } else if (balancesNamed.add(known.owner().advertiserId())) {
                                items.add(ofBalance(known, campaigns, now, words));
                            }
                        });
        return items;
    }

    private static boolean isOfBalance(CampaignState state) {
        return state == CampaignState.NO_BALANCE || state == CampaignState.BALANCE_LOW;
    }

    private static Attention ofBalance(
            Known known, List<Known> campaigns, Instant now, Words words) {
        OfAdvertiser owner = known.owner();
        long stopped =
                campaigns.stream()
                        .filter(
                                other ->
                                        other.owner().equals(owner)
                                                && other.state() == CampaignState.NO_BALANCE)
                        .count();
        String why =
                known.state() == CampaignState.NO_BALANCE
                        ? "The balance does not pay another click. %s cannot be charged, so %s."
                                .formatted(
                                        Words.count(stopped, "active campaign"),
                                        stopped == 1 ? "it does not serve" : "they do not serve")
                        : "At the last hour’s rate the balance is empty at %s."
                                .formatted(
                                        CampaignState.balanceEmptyAt(owner, now)
                                                .map(words::minuteWithZone)
                                                .orElse("the day’s end"));
        return new Attention(
                known.state(),
                known.state().word(known.campaign(), false),
                owner.name(),
                Words.lang(owner.name()),
                null,
                null,
                why,
                words.moneyWithCurrency(owner.balanceMicros()),
                "balance");
    }

    private static Attention ofCampaign(Known known, Instant now, Words words) {
        OfCampaign c = known.campaign();
        boolean total = known.state() == CampaignState.TOTAL_USED_UP;
        long left = total ? CampaignState.leftInTotal(c) : CampaignState.leftToday(c);
        return new Attention(
                known.state(),
                known.state().word(c, false),
                c.name(),
                Words.lang(c.name()),
                known.owner().name(),
                Words.lang(known.owner().name()),
                why(known, now, words),
                words.moneyWithCurrency(left == Long.MAX_VALUE ? 0 : left),
                total ? "left in total" : "left today");
    }

    private static String why(Known known, Instant now, Words words) {
        OfCampaign c = known.campaign();
        return switch (known.state()) {
            case DAY_USED_UP ->
                    "The day’s budget does not pay another click. The next budget day begins at "
                            + words.minuteWithZone(known.owner().nextDay())
                            + ".";
            case TOTAL_USED_UP -> "The campaign’s total budget does not pay another click.";
            case ON_HOLD -> "Clicks are on hold until they have been looked at.";
            case DAY_PAUSED ->
                    "Paused by the %d %% rule%s. Resumes at %s, when the next budget day begins."
                            .formatted(
                                    c.autoPausePercent(),
                                    c.dayPausedAt() == null
                                            ? ""
                                            : " at " + words.time(c.dayPausedAt()),
                                    words.minuteWithZone(known.owner().nextDay()));
            default -> nearlyUsedUp(c, now, words);
        };
    }

    private static String nearlyUsedUp(OfCampaign c, Instant now, Words words) {
        Long budget = c.dailyBudgetMicros();
        String spent =
                Words.percentOrNone(c.spentMicros(), budget == null ? 0 : budget, 0)
                        + " of the day’s budget is spent.";
        return CampaignState.usedUpAt(CampaignState.leftToday(c), c.spentLastHourMicros(), now)
                .map(
                        at ->
                                spent
                                        + " At the last hour’s rate it is used up at "
                                        + words.minuteWithZone(at)
                                        + ".")
                .orElse(spent);
    }
}
