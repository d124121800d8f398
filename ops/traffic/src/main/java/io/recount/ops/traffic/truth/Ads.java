package io.recount.ops.traffic.truth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** Ads of several categories; those of one are clicked more alike than others. */
final class Ads {
    private static final int ADVERTISERS = 40;
    private static final int CATEGORIES = 8;
    private static final double MEAN_CLICK_RATE = 0.03;
    private static final double MEAN_ORDER_RATE = 0.15;

    private final List<Ad> ads = new ArrayList<>();

    /**
     * An ad.
     *
     * @param clickRate in the first slot
     * @param orderRate of people's clicks
     */
    record Ad(
            String id,
            String campaignId,
            String advertiserId,
            double clickRate,
            double orderRate) {}

    Ads(SplittableRandom random, int count) {
        double[] ofCategories = new double[CATEGORIES];
        Arrays.setAll(ofCategories, i -> MEAN_CLICK_RATE * Draws.gamma(random, 4));
        for (int i = 0; i < count; i++) {
            String advertiser = "adv" + i % ADVERTISERS;
            double clicked = ofCategories[category(i % ADVERTISERS)] * Draws.gamma(random, 8);
            double ordered = Math.min(1, MEAN_ORDER_RATE * Draws.gamma(random, 4));
            String campaign = advertiser + "-c1";
            ads.add(new Ad(campaign + "-a" + i, campaign, advertiser, clicked, ordered));
        }
    }

    private static int category(int advertiser) {
        return advertiser % CATEGORIES;
    }

    /** By campaign. */
    static Map<String, String> categories() {
        Map<String, String> categories = new TreeMap<>();
        for (int i = 0; i < ADVERTISERS; i++) {
            categories.put("adv" + i + "-c1", "IAB" + (1 + category(i)));
        }
        return categories;
    }

    Ad any(SplittableRandom random) {
        return ads.get(random.nextInt(ads.size()));
    }

    Map<String, Double> rates(ToDoubleFunction<Ad> rate) {
        Map<String, Double> rates = new HashMap<>();
        ads.forEach(ad -> rates.put(ad.id, rate.applyAsDouble(ad)));
        return rates;
    }
}
