package io.recount.analytics.quality;

import java.util.Collection;
import java.util.function.ToDoubleFunction;

/**
 * What the rates of ads are held against: those of their category, in each slot for itself. A
 * category of few ads is drawn to all ads, and one that is not known is all that have none.
 */
final class Groups {
    private final double[] slotEffect;
    private final Prior clicking;
    private final Prior buying;

    /**
     * @param slotEffect of all ads
     */
    Groups(Collection<AdRecord> all, double[] slotEffect) {
        this.slotEffect = slotEffect;
        clicking = Prior.fit(each(all, AdRecord::clicks), each(all, ad -> ad.exposure(slotEffect)));
        buying = Prior.fit(each(all, ad -> ad.conversions), each(all, AdRecord::clicks));
    }

    Group of(String category, Collection<AdRecord> ads) {
        double[] effect = SlotEffect.within(ads, slotEffect);
        return new Group(
                (category.isEmpty() ? "no category" : category) + ", by slot",
                effect,
                clicking.within(each(ads, AdRecord::clicks), each(ads, ad -> ad.exposure(effect))),
                buying.within(each(ads, ad -> ad.conversions), each(ads, AdRecord::clicks)),
                clicking.mean());
    }

    private static double[] each(Collection<AdRecord> ads, ToDoubleFunction<AdRecord> figure) {
        return ads.stream().mapToDouble(figure).toArray();
    }

    /**
     * A category's ads.
     *
     * @param slotEffect see {@link SlotEffect}
     * @param meanOfAll click rate that is scored 5: scores of all categories meet in one auction
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Group(String name, double[] slotEffect, Prior clicking, Prior buying, double meanOfAll) {
        /** Click rate in the first slot. */
        Prior.Estimate clicked(AdRecord ad) {
            return clicking.estimate(ad.clicks(), ad.exposure(slotEffect));
        }

        /** Conversions of a click. */
        Prior.Estimate bought(AdRecord ad) {
            return buying.estimate(ad.conversions, ad.clicks());
        }

        Score score(Prior.Estimate clicked) {
            return Score.of(clicked, meanOfAll);
        }
    }
}
