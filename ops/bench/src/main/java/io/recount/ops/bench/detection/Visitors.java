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
 */
record Visitors(
        double precision,
        double recall,
        Set<String> wrong,
        Set<String> missed,
        double error,
        double rawError) {
    static final int BOTS_OF_A_KIND = 12;
    static final int ADS = 400;
    static final int HOURS = 12;

    static Visitors of(Detection.Case seed) throws Exception {
        VisitorTruth truth = truth(seed);
        Map<String, long[]> raw = new HashMap<>();
        for (long minute = 0; minute < truth.minutes(); minute++) {
            truth.minute(minute).forEach(seen -> count(raw, seen));
        }
        var written = SmallCluster.run(() -> truth(seed)::minute, truth.minutes());
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
        Map<String, Double> estimated = new HashMap<>();
        for (SpecificRecord message : written.scores()) {
            QualityScored scored = (QualityScored) message;
            estimated.put(scored.getAdId(), scored.getCtrPpm() / 1e6);
        }
        return new Visitors(
                named.isEmpty() ? 1 : 1 - (double) wrong.size() / named.size(),
                (double) foundBots / truth.botNames().size(),
                wrong,
                missed,
                error(truth.clickRates(), estimated),
                error(truth.clickRates(), rates(raw)));
    }

    private static VisitorTruth truth(Detection.Case seed) {
        return new VisitorTruth(seed.seed(), seed.plan().bots(), BOTS_OF_A_KIND, ADS, HOURS);
    }

    private static void count(Map<String, long[]> raw, Seen seen) {
        raw.computeIfAbsent(seen.adId(), unused -> new long[2])[seen.click() ? 1 : 0]++;
    }

    private static Map<String, Double> rates(Map<String, long[]> raw) {
        Map<String, Double> rates = new HashMap<>();
        raw.forEach((ad, counts) -> rates.put(ad, (double) counts[1] / Math.max(1, counts[0])));
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
