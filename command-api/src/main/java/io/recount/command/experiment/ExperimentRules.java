package io.recount.command.experiment;

import io.recount.event.PriceArm;
import io.recount.http.Problem;
import io.recount.rules.auction.Arms;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What an experiment has to be. Each refusal names what is at fault. */
final class ExperimentRules {
    static final int ARMS_MIN = 2;
    static final int ARMS_MAX = 10;

    /** The caller's clock may be so far behind. */
    private static final Duration PAST_MAX = Duration.ofMinutes(1);

    private static final Duration AHEAD_MAX = Duration.ofDays(366);

    private ExperimentRules() {}

    /**
     * Lets an experiment pass that may be planned.
     *
     * @throws Problem 422
     */
    static void check(PlanExperiment plan) {
        checkTime(plan);
        List<PriceArm> arms = plan.arms();
        if (arms.size() < ARMS_MIN || arms.size() > ARMS_MAX) {
            throw wrong("/arms", "%d to %d arms".formatted(ARMS_MIN, ARMS_MAX));
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < arms.size(); i++) {
            PriceArm arm = arms.get(i);
            String pointer = "/arms/" + i;
            if (!names.add(arm.getName())) {
                throw wrong(pointer + "/name", "Two arms are called " + arm.getName());
            }
            if (arm.getWeight() < 1 || arm.getWeight() > Arms.WEIGHT_MAX) {
                throw wrong(pointer + "/weight", "1 to " + Arms.WEIGHT_MAX);
            }
            if (arm.getBidMultiplierE4() < Arms.MULTIPLIER_MIN_E4
                    || arm.getBidMultiplierE4() > Arms.MULTIPLIER_MAX_E4) {
                throw wrong(pointer + "/bidMultiplier", "0.1 to 10");
            }
        }
    }

    private static void checkTime(PlanExperiment plan) {
        Instant now = plan.now();
        Instant start = plan.startsAt();
        Instant end = plan.endsAt();
        if (start.isBefore(now.minus(PAST_MAX)) || start.isAfter(now.plus(AHEAD_MAX))) {
            throw wrong("/startsAt", "From now on, within " + AHEAD_MAX.toDays() + " days");
        }
        if (end != null
                && (!end.isAfter(start)
                        || !end.isAfter(now)
                        || end.isAfter(start.plus(AHEAD_MAX)))) {
            throw wrong("/endsAt", "After its start, by at most " + AHEAD_MAX.toDays() + " days");
        }
    }

    private static Problem wrong(String pointer, String detail) {
        return Problem.unprocessable("INVALID_FIELD", pointer + ": " + detail)
                .withError(pointer, detail);
    }
}
