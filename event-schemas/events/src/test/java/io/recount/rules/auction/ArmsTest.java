package io.recount.rules.auction;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.event.CatalogueExperiment;
import io.recount.event.ExperimentArm;
import io.recount.event.PriceArm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ArmsTest {
    private static final Instant NOON = Instant.parse("2026-11-16T12:00:00Z");
    private static final int VISITORS = 40_000;

    @Test
    void sharesVisitorsByWeight() {
        // given
        CatalogueExperiment experiment = experiment("exp-1", "price", null, 1, 2, 5);

        // when
        Map<String, Integer> visitorsOf = new HashMap<>();
        for (int i = 0; i < VISITORS; i++) {
            visitorsOf.merge(arm(experiment, "visitor-" + i), 1, Integer::sum);
        }

        // then: five standard deviations are under 500
        assertThat(visitorsOf.get("a0")).isBetween(4_500, 5_500);
        assertThat(visitorsOf.get("a1")).isBetween(9_500, 10_500);
        assertThat(visitorsOf.get("a2")).isBetween(24_500, 25_500);
    }

    @Test
    void keepsAVisitorInItsArm() {
        // Texts of one release: another assignment would move visitors in the midst of experiments.
        CatalogueExperiment experiment = experiment("exp-1", "price", null, 1, 1);

        assertThat(List.of("v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8"))
                .extracting(visitor -> arm(experiment, visitor))
                .containsExactly("a1", "a0", "a0", "a0", "a0", "a0", "a1", "a0");
    }

    @Test
    void assignsTheVisitorsOfOneExperimentAnewInAnother() {
        // given
        CatalogueExperiment one = experiment("exp-1", "price", null, 1, 1);
        CatalogueExperiment two = experiment("exp-2", "other", null, 1, 1);

        // when
        Map<String, Integer> visitorsOf = new HashMap<>();
        for (int i = 0; i < VISITORS; i++) {
            List<ExperimentArm> arms = Arms.of(List.of(one, two), "v" + i, NOON).arms();
            visitorsOf.merge(arms.get(0).getArm() + arms.get(1).getArm(), 1, Integer::sum);
        }

        // then: a quarter each
        assertThat(visitorsOf).hasSize(4);
        assertThat(visitorsOf.values()).allMatch(n -> n > 9_500 && n < 10_500);
    }

    @Test
    void countsTheFirstPlannedOfTheRunningOnesInALayer() {
        // given
        CatalogueExperiment over = experiment("exp-1", "price", NOON, 1);
        CatalogueExperiment first = experiment("exp-2", "price", NOON.plusSeconds(1), 1);
        CatalogueExperiment second = experiment("exp-3", "price", null, 1);
        CatalogueExperiment later =
                CatalogueExperiment.newBuilder(experiment("exp-4", "later", null, 1))
                        .setStartsAt(NOON.plusMillis(1))
                        .build();
        List<CatalogueExperiment> all = List.of(over, first, second, later);

        // then
        assertThat(experiments(all, NOON)).containsExactly("exp-2");
        assertThat(experiments(all, NOON.plusSeconds(1))).containsExactly("exp-3", "exp-4");
    }

    @Test
    void multipliesTheArmsOfAllLayersAndCountsNoMoreThanThree() {
        // given
        List<CatalogueExperiment> experiments =
                List.of(
                        multiplying("exp-1", "l1", 8_000),
                        multiplying("exp-2", "l2", 12_345),
                        multiplying("exp-3", "l3", 9_999),
                        multiplying("exp-4", "l4", 100_000));

        // when
        Arms arms = Arms.of(experiments, "visitor", NOON);

        // then: 0.8 × 1.2345 × 0.9999 = 0.98750…
        assertThat(arms.arms()).hasSize(3);
        assertThat(arms.multiplierE4()).isEqualTo(9_875);
    }

    @Test
    void changesNothingWithoutExperiments() {
        assertThat(Arms.of(List.of(), "visitor", NOON)).isSameAs(Arms.NONE);
        assertThat(Arms.NONE.multiplierE4()).isEqualTo(10_000);
    }

    private static String arm(CatalogueExperiment experiment, String visitor) {
        return Arms.of(List.of(experiment), visitor, NOON).arms().get(0).getArm();
    }

    private static List<String> experiments(List<CatalogueExperiment> all, Instant at) {
        return Arms.of(all, "visitor", at).arms().stream()
                .map(ExperimentArm::getExperimentId)
                .toList();
    }

    private static CatalogueExperiment multiplying(String id, String layer, long multiplierE4) {
        return CatalogueExperiment.newBuilder(experiment(id, layer, null, 1))
                .setArms(List.of(new PriceArm("a0", 1, multiplierE4)))
                .build();
    }

    private static CatalogueExperiment experiment(
            String id, String layer, @Nullable Instant endsAt, int... weights) {
        List<PriceArm> arms = new ArrayList<>();
        for (int weight : weights) {
            arms.add(new PriceArm("a" + arms.size(), weight, 10_000L));
        }
        return new CatalogueExperiment(
                id, layer, arms, NOON.minusSeconds(9), NOON.minusSeconds(5), endsAt, 1L);
    }
}
