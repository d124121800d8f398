package io.recount.worker.settlement;

import io.recount.rules.BudgetDay;
import io.recount.rules.BudgetState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A day with all its sums, in micros and rounded once to the currency's minor unit: campaigns add
 * up to the day, ads to their campaign.
 *
 * @param state of the budget after the day's last event
 */
record SettledDay(
        BudgetState state,
        BudgetDay day,
        DayMoney money,
        int minorDigits,
        Amounts micros,
        Amounts minor,
        List<Line> lines) {

    /**
     * @param adId empty for the campaign's total
     */
    record Line(
            String campaignId, String adId, AdDay sums, long chargedMinor, long creditedMinor) {}

    static SettledDay of(BudgetState state, BudgetDay day, DayMoney money, long openingMicros) {
        int digits = Amounts.digits(state.currency());
        long unit = Amounts.unit(digits);
        Amounts micros =
                new Amounts(
                        openingMicros,
                        money.depositedMicros(),
                        money.refundedMicros(),
                        money.all().chargedMicros(),
                        money.all().creditedMicros(),
                        state.balanceMicros());
        Amounts minor = micros.rounded(unit);
        return new SettledDay(state, day, money, digits, micros, minor, lines(money, minor, unit));
    }

    private static List<Line> lines(DayMoney money, Amounts minor, long unit) {
        SortedMap<String, AdDay> campaigns = new TreeMap<>();
        money.ads()
                .forEach(
                        (campaignId, ads) ->
                                campaigns.put(
                                        campaignId,
                                        ads.values().stream().reduce(AdDay.NOTHING, AdDay::plus)));
        List<Line> lines = new ArrayList<>();
        share(
                campaigns,
                minor.charged(),
                minor.credited(),
                unit,
                (campaignId, sums, charged, credited) -> {
                    lines.add(new Line(campaignId, "", sums, charged, credited));
                    share(
                            Objects.requireNonNull(money.ads().get(campaignId)),
                            charged,
                            credited,
                            unit,
                            (adId, ofAd, adCharged, adCredited) ->
                                    lines.add(
                                            new Line(
                                                    campaignId,
                                                    adId,
                                                    ofAd,
                                                    adCharged,
                                                    adCredited)));
                });
        return lines;
    }

    private interface Shares {
        void take(String id, AdDay sums, long chargedMinor, long creditedMinor);
    }

    private static void share(
            SortedMap<String, AdDay> parts,
            long chargedMinor,
            long creditedMinor,
            long unit,
            Shares shares) {
        List<AdDay> sums = List.copyOf(parts.values());
        List<Long> chargedOfEach = sums.stream().map(AdDay::chargedMicros).toList();
        List<Long> creditedOfEach = sums.stream().map(AdDay::creditedMicros).toList();
        long[] charged = Amounts.share(chargedMinor, chargedOfEach, unit);
        long[] credited = Amounts.share(creditedMinor, creditedOfEach, unit);
        int i = 0;
        for (Map.Entry<String, AdDay> part : parts.entrySet()) {
            shares.take(part.getKey(), part.getValue(), charged[i], credited[i]);
            i++;
        }
    }
}
