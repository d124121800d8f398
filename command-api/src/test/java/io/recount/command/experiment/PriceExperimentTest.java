package io.recount.command.experiment;

import static org.axonframework.test.matchers.Matchers.predicate;

import io.recount.event.PriceArm;
import io.recount.event.PriceExperimentPlanned;
import io.recount.event.PriceExperimentStopped;
import io.recount.http.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.matchers.Matchers;
import org.hamcrest.Matcher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PriceExperimentTest {
    private static final String ID = "exp-0r1j8x2k3m4n5";
    private static final Instant NOON = Instant.parse("2026-11-16T03:00:00Z");
    private static final Instant TOMORROW = NOON.plus(Duration.ofDays(1));
    private static final PriceArm CONTROL = new PriceArm("control", 9, 10_000L);
    private static final PriceArm CHEAPER = new PriceArm("cheaper", 1, 8_000L);
    private static final List<PriceArm> ARMS = List.of(CONTROL, CHEAPER);

    private AggregateTestFixture<PriceExperiment> fixture;

    @BeforeEach
    void fixture() {
        fixture = new AggregateTestFixture<>(PriceExperiment.class);
    }

    @Test
    void anExperimentBeginsWithItsPlan() {
        fixture.givenNoPriorActivity()
                .when(plan(ARMS, NOON, TOMORROW))
                .expectEvents(planned(TOMORROW))
                .expectResultMessagePayload(new Written(ID, NOON, 0));
    }

    @Test
    void anExperimentIsStoppedBeforeItsEnd() {
        fixture.given(planned(TOMORROW))
                .when(new StopExperiment(ID, NOON.plusSeconds(1)))
                .expectEvents(new PriceExperimentStopped(ID, NOON.plusSeconds(1)))
                .expectResultMessagePayload(new Written(ID, NOON.plusSeconds(1), 1));
    }

    @Test
    void anExperimentWithoutAnEndRunsUntilItIsStopped() {
        fixture.given(planned(null))
                .when(new StopExperiment(ID, NOON.plus(Duration.ofDays(900))))
                .expectEvents(new PriceExperimentStopped(ID, NOON.plus(Duration.ofDays(900))));
    }

    @Test
    void timeNeverRunsBackWithinAnExperiment() {
        fixture.given(planned(null))
                .when(new StopExperiment(ID, NOON.minusSeconds(1)))
                .expectEvents(new PriceExperimentStopped(ID, NOON));
    }

    @Test
    void whatIsOverIsNotStoppedAgain() {
        fixture.given(planned(null), new PriceExperimentStopped(ID, NOON))
                .when(new StopExperiment(ID, TOMORROW))
                .expectNoEvents()
                .expectException(refusal("WRONG_STATE"));
        fixture.given(planned(TOMORROW))
                .when(new StopExperiment(ID, TOMORROW))
                .expectNoEvents()
                .expectException(refusal("WRONG_STATE"));
    }

    @Test
    void nobodyStopsWhatWasNeverPlanned() {
        fixture.givenNoPriorActivity()
                .when(new StopExperiment(ID, NOON))
                .expectException(AggregateNotFoundException.class);
    }

    @Test
    void aPlanHasTwoToTenArms() {
        refuses(plan(List.of(CONTROL), NOON, null), "/arms");
        List<PriceArm> many = new ArrayList<>(Collections.nCopies(11, CONTROL));
        refuses(plan(many, NOON, null), "/arms");
    }

    @Test
    void twoArmsHaveTwoNames() {
        refuses(plan(List.of(CONTROL, CONTROL), NOON, null), "/arms/1/name");
    }

    @Test
    void aWeightIsAShareAndAMultiplierIsModest() {
        refuses(plan(List.of(CONTROL, new PriceArm("b", 0, 9_000L)), NOON, null), "/arms/1/weight");
        refuses(
                plan(List.of(CONTROL, new PriceArm("b", 10_001, 9_000L)), NOON, null),
                "/arms/1/weight");
        refuses(
                plan(List.of(new PriceArm("b", 1, 999L), CONTROL), NOON, null),
                "/arms/0/bidMultiplier");
        refuses(
                plan(List.of(CONTROL, new PriceArm("b", 1, 100_001L)), NOON, null),
                "/arms/1/bidMultiplier");
    }

    @Test
    void aPlanIsForTimesToCome() {
        refuses(plan(ARMS, NOON.minusSeconds(61), null), "/startsAt");
        refuses(plan(ARMS, NOON.plus(Duration.ofDays(367)), null), "/startsAt");
        refuses(plan(ARMS, NOON, NOON), "/endsAt");
        refuses(plan(ARMS, NOON.minusSeconds(30), NOON), "/endsAt");
        refuses(plan(ARMS, NOON, NOON.plus(Duration.ofDays(367))), "/endsAt");
    }

    private void refuses(PlanExperiment plan, String pointer) {
        fixture.givenNoPriorActivity()
                .when(plan)
                .expectNoEvents()
                .expectException(
                        predicate(
                                (Problem p) ->
                                        p.code().equals("INVALID_FIELD")
                                                && p.errors().get(0).pointer().equals(pointer)));
    }

    private static Matcher<?> refusal(String code) {
        return Matchers.predicate((Problem p) -> p.code().equals(code));
    }

    private static PlanExperiment plan(
            List<PriceArm> arms, Instant startsAt, @Nullable Instant endsAt) {
        return new PlanExperiment(ID, "Cheaper", "price", arms, startsAt, endsAt, NOON);
    }

    private static PriceExperimentPlanned planned(@Nullable Instant endsAt) {
        return new PriceExperimentPlanned(ID, "Cheaper", "price", ARMS, NOON, endsAt, NOON);
    }
}
