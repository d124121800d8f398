package io.recount.ops.traffic.truth;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Clicks of ads with few and many clicks a day, minute by minute: each follows a curve of the week
 * of its own, is off it in each hour (a gamma with a deviation of a fifth) and drifts from day to
 * day; and in the last week some of them surge.
 */
public final class SurgeTruth {
    public static final int MINUTE_MS = 60_000;
    public static final int DAY_MINUTES = 24 * 60;

    /** 2026-10-05, a Monday. */
    public static final long BEGAN_MS = 20_731L * DAY_MINUTES * MINUTE_MS;

    private static final double MEDIAN_A_DAY = 60;
    private static final double SPREAD_OF_ADS = 1.5;
    private static final double MOST_A_DAY = 6_000;
    private static final double OFF_IN_AN_HOUR = 0.2;
    private static final double DRIFT_A_DAY = 0.1;
    private static final int ADS_OF_A_CAMPAIGN = 3;
    private static final double SURGES_OF_AN_AD = 0.3;
    private static final int LEAST_MINUTES = 15;
    private static final int MOST_MINUTES = 60;
    private static final double LEAST_MORE = 6;

    private final Ad[] ads;
    private final List<Surge> surges = new ArrayList<>();
    private final SplittableRandom random;
    private final long learningMinutes;
    private final long minutes;
    private long number;

    /** A surge of an ad; the end is exclusive. */
    public record Surge(
            String adId, SurgeShape shape, double moreAMinute, long fromMinute, long toMinute) {
        double at(long minute) {
            double part = (double) (minute - fromMinute) / (toMinute - fromMinute);
            return moreAMinute * shape.at(part, minute - fromMinute);
        }
    }

    private static final class Ad {
        private String id = "";
        private String campaignId = "";
        private double aMinute;
        private double phase;
        private double depth;
        private double weekend;
        private double level = 1;
        private double hour = 1;
        private final List<Surge> surges = new ArrayList<>();
    }

    public SurgeTruth(long seed, List<SurgeShape> shapes, int ads, int learningDays, int days) {
        random = new SplittableRandom(seed);
        learningMinutes = (long) learningDays * DAY_MINUTES;
        minutes = learningMinutes + (long) days * DAY_MINUTES;
        this.ads = new Ad[ads];
        for (int i = 0; i < ads; i++) {
            this.ads[i] = ad(i);
            if (random.nextDouble() < SURGES_OF_AN_AD) {
                Surge surge = surge(this.ads[i], shapes.get(random.nextInt(shapes.size())));
                this.ads[i].surges.add(surge);
                surges.add(surge);
            }
        }
    }

    public List<Surge> surges() {
        return List.copyOf(surges);
    }

    public long minutes() {
        return minutes;
    }

    public long learningMinutes() {
        return learningMinutes;
    }

    private Ad ad(int index) {
        Ad ad = new Ad();
        ad.campaignId = "adv1-c" + index / ADS_OF_A_CAMPAIGN;
        ad.id = ad.campaignId + "-a" + index;
        double aDay = MEDIAN_A_DAY * Math.exp(SPREAD_OF_ADS * Draws.normal(random));
        ad.aMinute = Math.min(MOST_A_DAY, aDay) / DAY_MINUTES;
        ad.phase = 24 * random.nextDouble();
        ad.depth = 0.3 + 0.6 * random.nextDouble();
        ad.weekend = 0.5 + random.nextDouble();
        return ad;
    }

    /** Four to ten times what is usual, and for small ads six clicks a minute at least. */
    private Surge surge(Ad ad, SurgeShape shape) {
        long length = random.nextLong(LEAST_MINUTES, MOST_MINUTES + 1);
        long from = random.nextLong(learningMinutes, minutes - length);
        double more = ad.aMinute * (4 + 6 * random.nextDouble());
        return new Surge(ad.id, shape, Math.max(LEAST_MORE, more), from, from + length);
    }

    /** The clicks of that minute, which follows the one that was asked for before. */
    public List<Seen> minute(long minute) {
        List<Seen> clicks = new ArrayList<>();
        for (Ad ad : ads) {
            if (minute % 60 == 0) {
                ad.hour = Draws.gamma(random, 1 / (OFF_IN_AN_HOUR * OFF_IN_AN_HOUR));
            }
            if (minute % DAY_MINUTES == 0) {
                ad.level *= Math.exp(DRIFT_A_DAY * Draws.normal(random));
                ad.level = Math.pow(ad.level, 0.95);
            }
            double rate = ad.aMinute * ad.level * ad.hour * curve(ad, minute);
            for (Surge surge : ad.surges) {
                if (minute >= surge.fromMinute && minute < surge.toMinute) {
                    rate += surge.at(minute);
                }
            }
            int count = Draws.poisson(random, rate);
            for (int i = 0; i < count; i++) {
                clicks.add(click(ad, BEGAN_MS + minute * MINUTE_MS + random.nextInt(MINUTE_MS)));
            }
        }
        clicks.sort(Comparator.comparingLong(Seen::atMs));
        return clicks;
    }

    private static double curve(Ad ad, long minute) {
        double hour = minute % DAY_MINUTES / 60.0;
        boolean weekend = minute / DAY_MINUTES % 7 >= 5;
        double ofDay = 1 + ad.depth * Math.sin(2 * Math.PI * (hour - ad.phase) / 24);
        return ofDay * (weekend ? ad.weekend : 1);
    }

    private Seen click(Ad ad, long atMs) {
        String id = "adv1-click" + number++;
        return new Seen(
                true, id, ad.id, ad.campaignId, "adv1", atMs, atMs - 5_000, 0, "", "", "", "", "");
    }
}
