package io.recount.rules.auction;

import io.recount.event.CatalogueExperiment;
import io.recount.event.ExperimentArm;
import io.recount.event.PriceArm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The arms of price experiments that a visitor is in, one a layer. Which arm it is depends on the
 * experiment and the visitor alone, by a hash spread over the arms' weights: the visitor stays in
 * it, and where it is in one experiment says nothing of another. Of the experiments of one layer
 * that run, the one that was planned first counts; visitors of the others see no change.
 *
 * @param multiplierE4 the product of their multipliers, in steps of 1e-4, rounded at each layer
 */
public record Arms(List<ExperimentArm> arms, long multiplierE4) {
    public static final long ONE_E4 = 10_000;

    /** A visitor that is in no experiment. */
    public static final Arms NONE = new Arms(List.of(), ONE_E4);

    /** So many layers count at once; a token has room for their arms. */
    public static final int LAYERS_MAX = 3;

    /** Of one arm: a tenth to ten times the bid. */
    public static final long MULTIPLIER_MIN_E4 = 1_000;

    public static final long MULTIPLIER_MAX_E4 = 100_000;

    /** Of one arm. Hundredths of a percent, where all arms' weights are shares of 10000. */
    public static final int WEIGHT_MAX = 10_000;

    public Arms {
        arms = List.copyOf(arms);
    }

    /**
     * The arms that the visitor is in at that instant.
     *
     * @param experiments in the order of their planning
     * @param visitor the same for the same visitor
     */
    public static Arms of(List<CatalogueExperiment> experiments, String visitor, Instant at) {
        if (experiments.isEmpty()) {
            return NONE;
        }
        List<String> layers = new ArrayList<>(LAYERS_MAX);
        List<ExperimentArm> arms = new ArrayList<>(LAYERS_MAX);
        long multiplierE4 = ONE_E4;
        for (CatalogueExperiment experiment : experiments) {
            if (layers.size() < LAYERS_MAX
                    && runs(experiment, at)
                    && !layers.contains(experiment.getLayer())) {
                PriceArm arm = arm(experiment, visitor);
                layers.add(experiment.getLayer());
                arms.add(new ExperimentArm(experiment.getExperimentId(), arm.getName()));
                multiplierE4 =
                        Math.max(
                                1, (multiplierE4 * arm.getBidMultiplierE4() + ONE_E4 / 2) / ONE_E4);
            }
        }
        return layers.isEmpty() ? NONE : new Arms(arms, multiplierE4);
    }

    private static boolean runs(CatalogueExperiment experiment, Instant at) {
        Instant end = experiment.getEndsAt();
        return !at.isBefore(experiment.getStartsAt()) && (end == null || at.isBefore(end));
    }

    private static PriceArm arm(CatalogueExperiment experiment, String visitor) {
        List<PriceArm> arms = experiment.getArms();
        long sum = 0;
        for (PriceArm arm : arms) {
            sum += arm.getWeight();
        }
        long left =
                Long.remainderUnsigned(StableHash.of(experiment.getExperimentId(), visitor), sum);
        for (PriceArm arm : arms) {
            left -= arm.getWeight();
            if (left < 0) {
                return arm;
            }
        }
        throw new IllegalStateException("No arm of " + experiment.getExperimentId());
    }
}
