package io.recount.analytics.quality;

import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * How much less an ad is clicked for where it stands: of each slot its click rate over that of the
 * first, for the same ads. Clicks of ad i in slot s are taken as Poisson with the mean rate(i) ×
 * effect(s) × shown(i, s); the likeliest rates and effects follow from one another in turns.
 *
 * <p>Good ads stand further up, so simply dividing the slots' click rates would blame the slot for
 * its ads.
 */
final class SlotEffect {
    private static final int TURNS = 8;

    /**
     * Imagined clicks that agree with the slot above, or with all ads: so that hardly used slots
     * stay in order, and a small category does not find an effect of its own in chance.
     */
    private static final double PRIOR_CLICKS = 20;

    private SlotEffect() {}

    /** Of all ads. */
    static double[] of(Collection<AdRecord> ads, double[] start) {
        double[] effect = start.clone();
        for (int turn = 0; turn < TURNS; turn++) {
            effect = turned(ads, effect, null);
        }
        return effect;
    }

    /** Of the ads of a category, drawn to that of all. */
    static double[] within(Collection<AdRecord> ads, double[] ofAll) {
        double[] effect = ofAll.clone();
        for (int turn = 0; turn < TURNS; turn++) {
            effect = turned(ads, effect, ofAll);
        }
        return effect;
    }

    static double[] start() {
        double[] none = new double[AdRecord.SLOTS];
        Arrays.fill(none, 1);
        return none;
    }

    private static double[] turned(
            Collection<AdRecord> ads, double[] effect, double @Nullable [] ofAll) {
        double[] clicks = new double[effect.length];
        double[] expected = new double[effect.length];
        for (AdRecord ad : ads) {
            double exposure = ad.exposure(effect);
            if (exposure <= 0) {
                continue;
            }
            double known = ad.clicks() - ad.clicked[0];
            double rate = known / exposure;
            for (int slot = 0; slot < effect.length; slot++) {
                clicks[slot] += ad.clicked[slot + 1];
                expected[slot] += rate * ad.shown[slot];
            }
        }
        double[] next = new double[effect.length];
        for (int slot = 0; slot < next.length; slot++) {
            double prior = ofAll != null ? ofAll[slot] : slot == 0 ? 1 : next[slot - 1];
            next[slot] = (clicks[slot] + PRIOR_CLICKS * prior) / (expected[slot] + PRIOR_CLICKS);
        }
        double first = next[0];
        for (int slot = 0; slot < next.length; slot++) {
            next[slot] /= first;
        }
        return next;
    }
}
