package io.recount.ops.bench.detection;

import io.recount.event.AnomalyDetected;
import io.recount.event.AnomalyKind;
import io.recount.ops.traffic.truth.SurgeTruth;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How surges were found.
 *
 * @param falseAlarms a day per 1,000 ads
 * @param delayMinutes median, of those found
 */
record Surges(double recall, double precision, double falseAlarms, double delayMinutes) {
    static final int ADS = Integer.getInteger("recount.bench.ads", 300);
    private static final int LEARNING_DAYS = 21;
    private static final int DAYS = 7;

    /** An alarm so long after a surge's end is still about it: one that began late in it. */
    private static final long AFTER_MINUTES = 10;

    /**
     * @param subjects an ad, or a campaign, of which it is an alarm
     * @param minute since the truth began
     */
    record Alarm(Set<String> subjects, double minute) {
        boolean isAbout(SurgeTruth.Surge surge) {
            boolean subject =
                    subjects.stream()
                            .anyMatch(
                                    id ->
                                            surge.adId().equals(id)
                                                    || surge.adId().startsWith(id + "-"));
            return subject
                    && minute >= surge.fromMinute()
                    && minute <= surge.toMinute() + AFTER_MINUTES;
        }
    }

    /** Of the job, and of the plain rule. */
    record Both(Surges ours, Surges plain) {}

    static Both of(Detection.Case seed) throws Exception {
        SurgeTruth truth = truth(seed);
        var written =
                SmallCluster.run(
                        () -> new Minutes.Telling(truth(seed)::minute, minute -> List.of()),
                        truth.minutes());
        Set<String> told = new HashSet<>();
        List<Alarm> alarms =
                written.alerts().stream()
                        .filter(AnomalyDetected.class::isInstance)
                        .map(AnomalyDetected.class::cast)
                        .filter(alert -> alert.getKind() == AnomalyKind.CLICK_SURGE)
                        .filter(alert -> told.add(alert.getAlertId()))
                        .map(Surges::alarm)
                        .filter(alarm -> alarm.minute >= truth.learningMinutes())
                        .toList();
        ThreeSigma plain = new ThreeSigma();
        SurgeTruth again = truth(seed);
        for (long minute = 0; minute < again.minutes(); minute++) {
            plain.minute(minute, again.minute(minute), minute >= again.learningMinutes());
        }
        return new Both(score(truth, alarms), score(truth, plain.alarms()));
    }

    private static SurgeTruth truth(Detection.Case seed) {
        return new SurgeTruth(seed.seed(), seed.plan().surges(), ADS, LEARNING_DAYS, DAYS);
    }

    private static Alarm alarm(AnomalyDetected alert) {
        String subject =
                alert.getAdId() != null ? alert.getAdId() : String.valueOf(alert.getCampaignId());
        double sinceMs = alert.getAt().toEpochMilli() - SurgeTruth.BEGAN_MS;
        return new Alarm(Set.of(subject), sinceMs / SurgeTruth.MINUTE_MS);
    }

    private static Surges score(SurgeTruth truth, List<Alarm> alarms) {
        List<SurgeTruth.Surge> surges = truth.surges();
        double[] delays =
                surges.stream()
                        .mapToDouble(
                                surge ->
                                        alarms.stream()
                                                .filter(alarm -> alarm.isAbout(surge))
                                                .mapToDouble(a -> a.minute - surge.fromMinute())
                                                .min()
                                                .orElse(Double.NaN))
                        .filter(delay -> !Double.isNaN(delay))
                        .sorted()
                        .toArray();
        long right = alarms.stream().filter(a -> surges.stream().anyMatch(a::isAbout)).count();
        return new Surges(
                (double) delays.length / surges.size(),
                alarms.isEmpty() ? 1 : (double) right / alarms.size(),
                (alarms.size() - right) * 1_000.0 / ADS / DAYS,
                delays.length == 0 ? Double.NaN : delays[delays.length / 2]);
    }
}
