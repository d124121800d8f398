package io.recount.analytics.stream;

import io.recount.event.ExperimentArm;
import java.util.List;

/** The arm of a price experiment that a visitor was in when the ad was served. */
public record Arm(String experimentId, String arm) {
    public static final Arm[] NONE = {};

    static Arm[] of(List<ExperimentArm> arms) {
        return arms.isEmpty()
                ? NONE
                : arms.stream()
                        .map(arm -> new Arm(arm.getExperimentId(), arm.getArm()))
                        .toArray(Arm[]::new);
    }
}
