package io.recount.ops.bench.detection;

import io.recount.event.AnomalyDetected;
import io.recount.event.AnomalyKind;
import io.recount.event.Evidence;
import io.recount.event.HoldRequested;
import io.recount.event.QualityScored;
import io.recount.ops.traffic.truth.Seen;
import io.recount.ops.traffic.truth.VisitorTruth;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;

/**
 * How bots were found, and how near the estimated click rates came.
 *
 * @param precision of the sources that were named, how many are bots'
 * @param recall of the bots, of how many a source was named
 * @param wrong sources that were named and are no bot's
 * @param missed kinds of those that were not found
 * @param error root mean square of estimated less true click rate in the first slot
 * @param rawError the same of clicks over impressions
 * @param ofOrders the same of conversion rates, where one was told, against orders over clicks
 */
record Visitors(
        double precision,
        double recall,
        Set<String> wrong,
        Set<String> missed,
        double error,
        double rawError,
        OfOrders ofOrders) {
    static final int BOTS_OF_A_KIND = 12;
    static final int ADS = 400;
    static final int HOURS = 12;
    private static final int IMPRESSIONS = 0;
    private static final int CLICKS = 1;
    private static final int ORDERS = 2;

    /**
     * Of orders.
     *
     * @param ads of which a rate was told
     */
    record OfOrders(int ads, double error, double rawError) {}

    static Visitors of(Detection.Case seed) throws Exception {
        VisitorTruth truth = truth(seed);
        Map<String, long[]> raw = new HashMap<>();
        for (long minute = 0; minute < truth.minutes(); minute++) {
            truth.minute(minute).forEach(seen -> count(raw, seen));
            truth.orders(minute).forEach(order -> counts(raw, order.adId())[ORDERS]++);
        }
        var written = SmallCluster.run(() -> telling(truth(seed)), truth.minutes());
        Set<String> named = named(written.alerts());
        Set<String> found = new HashSet<>();
        named.forEach(source -> found.add(truth.labels().getOrDefault(source, "")));
        Set<String> wrong = new TreeSet<>(named);
        wrong.removeAll(truth.labels().keySet());
        Set<String> missed = new TreeSet<>();
        truth.botNames().stream()
                .filter(bot -> !found.contains(bot))
                .forEach(bot -> missed.add(bot.substring(0, bot.lastIndexOf('-'))));
        long foundBots = truth.botNames().stream().filter(found::contains).count();
        Map<String, Double> clicked = new HashMap<>();
        Map<String, Double> bought = new HashMap<>();
        for (SpecificRecord message : written.scores()) {
            QualityScored scored = (QualityScored) message;
            clicked.put(scored.getAdId(), scored.getCtrPpm() / 1e6);
            if (scored.getCvrPpm() != null) {
                bought.put(scored.getAdId(), scored.getCvrPpm() / 1e6);
            }
        }
        return new Visitors(
                named.isEmpty() ? 1 : 1 - (double) wrong.size() / named.size(),
                (double) foundBots / truth.botNames().size(),
                wrong,
                missed,
                error(truth.clickRates(), clicked),
                error(truth.clickRates(), rates(raw, CLICKS, IMPRESSIONS)),
                ofOrders(truth, raw, bought));
    }

    private static OfOrders ofOrders(
            VisitorTruth truth, Map<String, long[]> raw, Map<String, Double> told) {
        Map<String, Double> rates = new HashMap<>(truth.orderRates());
        rates.keySet().retainAll(told.keySet());
        return new OfOrders(
                told.size(), error(rates, told), error(rates, rates(raw, ORDERS, CLICKS)));
    }

    private static Minutes.Telling telling(VisitorTruth truth) {
        return new Minutes.Telling(truth::minute, truth::orders);
    }

    private static VisitorTruth truth(Detection.Case seed) {
        return new VisitorTruth(seed.seed(), seed.plan().bots(), BOTS_OF_A_KIND, ADS, HOURS);
    }

    private static void count(Map<String, long[]> raw, Seen seen) {
        counts(raw, seen.adId())[seen.click() ? CLICKS : IMPRESSIONS]++;
    }

    private static long[] counts(Map<String, long[]> raw, String adId) {
        return raw.computeIfAbsent(adId, unused -> new long[ORDERS + 1]);
    }

    private static Map<String, Double> rates(Map<String, long[]> raw, int some, int ofAll) {
        Map<String, Double> rates = new HashMap<>();
        raw.forEach((ad, n) -> rates.put(ad, (double) n[some] / Math.max(1, n[ofAll])));
        return rates;
    }

    /** Who is held, and who is only told of. */
    private static Set<String> named(List<SpecificRecord> alerts) {
        Set<String> named = new HashSet<>();
        for (SpecificRecord message : alerts) {
            if (message instanceof HoldRequested hold) {
                named.add(hold.getKind() + "/" + hold.getValue());
            } else if (message instanceof AnomalyDetected alert
                    && alert.getKind() == AnomalyKind.BOT) {
                alert.getEvidence().stream()
                        .filter(evidence -> evidence.getName().equals("source"))
                        .map(Evidence::getValue)
                        .forEach(named::add);
            }
        }
        return named;
    }

    private static double error(Map<String, Double> rates, Map<String, Double> estimated) {
        return Math.sqrt(
                rates.entrySet().stream()
                        .mapToDouble(
                                rate ->
                                        rate.getValue()
                                                - estimated.getOrDefault(rate.getKey(), 0.0))
                        .map(off -> off * off)
                        .average()
                        .orElse(0));
    }
}
