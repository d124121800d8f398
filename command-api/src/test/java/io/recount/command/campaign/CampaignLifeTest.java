package io.recount.command.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.recount.command.budget.Budget;
import io.recount.command.budget.DecideClick;
import io.recount.command.budget.DecideClick.Decided;
import io.recount.command.budget.DecidedClicks;
import io.recount.command.budget.DepositFunds;
import io.recount.command.budget.RegisterAdvertiser;
import io.recount.command.budget.UnregisteredClicks;
import io.recount.event.AdStatus;
import io.recount.event.CampaignStatus;
import io.recount.event.ClickOutcome;
import io.recount.event.FrequencyCap;
import io.recount.event.Pacing;
import io.recount.event.PauseCause;
import io.recount.event.Targeting;
import io.recount.http.IfMatch;
import io.recount.http.Problem;
import io.recount.rules.LineLimits;
import io.recount.rules.PricedClick;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.axonframework.config.Configuration;
import org.axonframework.config.DefaultConfigurer;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.axonframework.serialization.json.JacksonSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A campaign and its advertiser's budget, changed by one command in one unit of work. Long because
 * all share one fixture.
 */
@SuppressWarnings("NullOptional") // Absent, null and a value are three different wishes.
class CampaignLifeTest {
    private static final Instant NOON = Instant.parse("2026-11-16T03:00:00Z");
    private static final Instant MONDAY = Instant.parse("2026-11-15T15:00:00Z");
    private static final Instant TUESDAY = Instant.parse("2026-11-16T15:00:00Z");
    private static final String CAMPAIGN = "adv-c";

    private Configuration axon;
    private Instant now = NOON;
    private int clicks;

    @BeforeEach
    void anAdvertiserWithADraft() {
        axon =
                DefaultConfigurer.defaultConfiguration()
                        .configureSerializer(c -> JacksonSerializer.defaultSerializer())
                        .configureEmbeddedEventStore(c -> new InMemoryEventStorageEngine())
                        .registerComponent(DecidedClicks.class, c -> new UnregisteredClicks())
                        .configureAggregate(Budget.class)
                        .configureAggregate(Campaign.class)
                        .registerCommandHandler(
                                c ->
                                        new CampaignCommands(
                                                c.repository(Budget.class),
                                                c.repository(Campaign.class)))
                        .start();
        send(new RegisterAdvertiser("adv", "Acme", "KRW", "Asia/Seoul", now));
        send(new DepositFunds("adv", 10_000, "r", now));
        Targeting targeting =
                Targeting.newBuilder().setKeywords(List.of("k")).setCategories(List.of()).build();
        var terms =
                new CampaignTerms("Autumn", 100, targeting, new FrequencyCap(3, 24), Pacing.ASAP);
        send(new CreateCampaign("adv", CAMPAIGN, terms, new LineLimits(1_000, 5_000L, 95), now));
    }

    @AfterEach
    void stop() {
        axon.shutdown();
    }

    @Test
    void aDraftServesNothingUntilItHasAnAdAndIsActivated() {
        // given
        assertThat(click(100)).isEqualTo(ClickOutcome.UNBILLED_PAUSED);
        assertRefused(activate(), "NO_ADS");

        // when
        send(addAd());
        Standing active = send(activate());

        // then
        assertThat(active.status()).isEqualTo(CampaignStatus.ACTIVE);
        assertThat(active.version()).isEqualTo(2);
        assertThat(click(100)).isEqualTo(ClickOutcome.CHARGED);
        assertRefused(activate(), "WRONG_STATE");
    }

    @Test
    void aPauseByTheUserClosesTheLineAndAResumeOpensItAgain() {
        // given
        activated();
        Instant served = now;

        // when
        now = now.plusSeconds(10);
        Standing paused = send(pause(PauseCause.USER, null));

        // then
        assertThat(paused.status()).isEqualTo(CampaignStatus.PAUSED);
        assertThat(paused.pauseReasons()).containsExactly(PauseCause.USER);
        assertThat(paused.version()).isEqualTo(3);
        assertThat(click(100, served)).isEqualTo(ClickOutcome.CHARGED_GRACE);
        assertThat(click(100, now.plusMillis(1))).isEqualTo(ClickOutcome.UNBILLED_PAUSED);
        now = now.plus(Duration.ofMinutes(5)).plusMillis(1);
        assertThat(click(100, served)).isEqualTo(ClickOutcome.UNBILLED_PAUSED);

        Standing resumed = send(resume(PauseCause.USER));
        assertThat(resumed.status()).isEqualTo(CampaignStatus.ACTIVE);
        assertThat(resumed.version()).isEqualTo(4);
        assertThat(click(100)).isEqualTo(ClickOutcome.CHARGED);
        assertThat(types("adv")).containsSubsequence("CampaignLineClosed", "CampaignLineOpened");
    }

    @Test
    void aPauseForTheDayStopsServingOnlyAndIsNoEdit() {
        activated();

        Standing paused = send(pause(PauseCause.DAY, MONDAY));

        assertThat(paused.status()).isEqualTo(CampaignStatus.PAUSED);
        assertThat(paused.pauseReasons()).containsExactly(PauseCause.DAY);
        assertThat(paused.version()).isEqualTo(2);
        assertThat(click(100)).isEqualTo(ClickOutcome.CHARGED);
    }

    @Test
    void aPauseForAnotherDayThanTodayIsIgnored() {
        // given
        activated();
        int before = types(CAMPAIGN).size();

        // when
        Standing stale = send(pause(PauseCause.DAY, MONDAY.minus(Duration.ofDays(1))));
        Standing early = send(pause(PauseCause.DAY, TUESDAY));

        // then
        assertThat(List.of(stale.status(), early.status())).containsOnly(CampaignStatus.ACTIVE);
        assertThat(types(CAMPAIGN)).hasSize(before);
    }

    @Test
    void theSamePauseForTheDayTwiceIsOne() {
        activated();
        send(pause(PauseCause.DAY, MONDAY));
        int before = types(CAMPAIGN).size();

        Standing again = send(pause(PauseCause.DAY, MONDAY));

        assertThat(again.pauseReasons()).containsExactly(PauseCause.DAY);
        assertThat(types(CAMPAIGN)).hasSize(before);
    }

    @Test
    void aPauseForTheDayFallsAwayWhenTheNextDayBegins() {
        // given
        activated();
        send(pause(PauseCause.DAY, MONDAY));

        // when
        now = TUESDAY;

        // then
        Standing standing = send(change(patch(null, null, 96), "*"));
        assertThat(standing.status()).isEqualTo(CampaignStatus.ACTIVE);
        assertThat(standing.pauseReasons()).isEmpty();
        assertThat(send(pause(PauseCause.DAY, TUESDAY)).pauseReasons())
                .containsExactly(PauseCause.DAY);
    }

    @Test
    void aUsersResumeTakesOnlyTheUsersCauseAway() {
        // given
        activated();
        send(pause(PauseCause.DAY, MONDAY));
        send(pause(PauseCause.HOLD, null));
        Standing all = send(pause(PauseCause.USER, null));
        assertThat(all.pauseReasons())
                .containsExactly(PauseCause.DAY, PauseCause.HOLD, PauseCause.USER);

        // when
        Standing resumed = send(resume(PauseCause.USER));

        // then
        assertThat(resumed.status()).isEqualTo(CampaignStatus.PAUSED);
        assertThat(resumed.pauseReasons()).containsExactly(PauseCause.DAY, PauseCause.HOLD);
        assertRefused(resume(PauseCause.USER), "WRONG_STATE");
        assertThat(send(resume(PauseCause.HOLD)).pauseReasons()).containsExactly(PauseCause.DAY);
        assertThat(send(resume(PauseCause.HOLD)).version()).isEqualTo(4);
    }

    @Test
    void aRaisedBudgetLooksAgainAtTheDaysPause() {
        // given
        activated();
        for (int i = 0; i < 10; i++) {
            assertThat(click(95)).isEqualTo(ClickOutcome.CHARGED);
        }
        send(pause(PauseCause.DAY, MONDAY));

        // when: 950 of 1,000 are at the percentage still, 950 of 1,001 are not
        Standing same = send(change(patch(1_000L, Optional.of(6_000L), null), "\"2\""));
        Standing raised = send(change(patch(1_001L, null, null), "\"3\""));

        // then
        assertThat(same.pauseReasons()).containsExactly(PauseCause.DAY);
        assertThat(raised.pauseReasons()).isEmpty();
        assertThat(raised.version()).isEqualTo(4);
    }

    @Test
    void anotherBudgetIsInForceAtOnceAndKeepsWhatWasSpent() {
        // given
        activated();
        assertThat(click(600)).isEqualTo(ClickOutcome.CHARGED);

        // when
        Standing lowered = send(change(patch(700L, null, null), "\"2\""));

        // then
        assertThat(lowered.version()).isEqualTo(3);
        assertThat(click(101)).isEqualTo(ClickOutcome.UNBILLED_BUDGET);
        assertThat(click(100)).isEqualTo(ClickOutcome.CHARGED);
        assertThat(types(CAMPAIGN)).endsWith("CampaignChanged");
    }

    @Test
    void aDraftIsChangedLikeAnyOther() {
        Standing changed = send(change(patch(2_000L, null, null), "\"0\""));

        assertThat(changed.status()).isEqualTo(CampaignStatus.DRAFT);
        assertThat(changed.version()).isEqualTo(1);
    }

    @Test
    void onlyAnExplicitNullTakesACapAway() {
        // given
        activated();

        // when
        send(change(patch(null, Optional.empty(), null), "\"2\""));

        // then
        now = TUESDAY;
        for (int day = 0; day < 6; day++) {
            now = now.plus(Duration.ofDays(1));
            assertThat(click(1_000)).as("day %s", day).isEqualTo(ClickOutcome.CHARGED);
        }
        CampaignTerms terms = terms();
        assertThat(terms.frequencyCap()).isEqualTo(new FrequencyCap(3, 24));
        CampaignPatch edit = new CampaignPatch();
        edit.name = "Winter";
        edit.frequencyCap = Optional.empty();
        edit.pacing = Pacing.EVEN;
        send(change(edit, "\"3\""));
        assertThat(terms())
                .isEqualTo(new CampaignTerms("Winter", 100, terms.targeting(), null, Pacing.EVEN));
    }

    @Test
    void aPatchThatChangesNothingIsNoEdit() {
        activated();
        int before = types(CAMPAIGN).size();

        Standing standing = send(change(patch(1_000L, Optional.of(5_000L), 95), "\"2\""));

        assertThat(standing.version()).isEqualTo(2);
        assertThat(types(CAMPAIGN)).hasSize(before);
    }

    @Test
    void aStaleVersionChangesNeitherCampaignNorBudget() {
        activated();
        int before = types("adv").size();

        assertRefused(change(patch(2_000L, null, null), "\"1\""), "STALE_VERSION");

        assertThat(types("adv")).hasSize(before);
    }

    @Test
    void theEndIsForGoodAndClosesTheLine() {
        // given
        activated();
        Instant served = now;

        // when
        Standing ended = send(new EndCampaign("adv", CAMPAIGN, "sold out", now));

        // then
        assertThat(ended.status()).isEqualTo(CampaignStatus.ENDED);
        assertThat(click(100, served)).isEqualTo(ClickOutcome.CHARGED_GRACE);
        now = now.plus(Duration.ofMinutes(6));
        assertThat(click(100, served)).isEqualTo(ClickOutcome.UNBILLED_PAUSED);
        assertRefused(new EndCampaign("adv", CAMPAIGN, null, now), "WRONG_STATE");
        assertRefused(activate(), "WRONG_STATE");
        assertRefused(pause(PauseCause.USER, null), "WRONG_STATE");
        assertRefused(resume(PauseCause.USER), "WRONG_STATE");
        assertRefused(change(patch(2_000L, null, null), "*"), "WRONG_STATE");
        assertRefused(addAd(), "WRONG_STATE");
    }

    @Test
    void aDraftIsNeitherPausedNorResumedAndCanBeEnded() {
        assertRefused(pause(PauseCause.USER, null), "WRONG_STATE");
        assertRefused(resume(PauseCause.USER), "WRONG_STATE");
        assertThat(send(new EndCampaign("adv", CAMPAIGN, null, now)).status())
                .isEqualTo(CampaignStatus.ENDED);
    }

    @Test
    void aUserPausesOnce() {
        activated();
        send(pause(PauseCause.USER, null));

        assertRefused(pause(PauseCause.USER, null), "WRONG_STATE");
    }

    private void activated() {
        send(addAd());
        send(activate());
    }

    private AddAd addAd() {
        Ad ad = new Ad("t", "d", "https://x.example", "x.example", null, AdStatus.ACTIVE);
        return new AddAd("adv", CAMPAIGN, "adv-a", ad, now);
    }

    private ActivateCampaign activate() {
        return new ActivateCampaign("adv", CAMPAIGN, now);
    }

    private PauseCampaign pause(PauseCause cause, Instant day) {
        return new PauseCampaign("adv", CAMPAIGN, cause, day, null, now);
    }

    private ResumeCampaign resume(PauseCause cause) {
        return new ResumeCampaign("adv", CAMPAIGN, cause, null, now);
    }

    private ChangeCampaign change(CampaignPatch patch, String ifMatch) {
        return new ChangeCampaign("adv", CAMPAIGN, patch, IfMatch.required(ifMatch), now);
    }

    private static CampaignPatch patch(Long daily, Optional<Long> total, Integer percent) {
        CampaignPatch patch = new CampaignPatch();
        patch.dailyBudgetMicros = daily;
        patch.totalBudgetMicros = total;
        patch.autoPausePercent = percent;
        return patch;
    }

    private ClickOutcome click(long price) {
        return click(price, now);
    }

    private ClickOutcome click(long price, Instant servedAt) {
        PricedClick click =
                new PricedClick(
                        "adv-" + clicks++,
                        CAMPAIGN,
                        "adv-a",
                        price,
                        servedAt,
                        null,
                        null,
                        null,
                        null,
                        List.of(),
                        null);
        Decided decided = axon.commandGateway().sendAndWait(new DecideClick("adv", click, now));
        return decided.outcome();
    }

    private Standing send(Object command) {
        Object result = axon.commandGateway().sendAndWait(command);
        return result instanceof Standing standing ? standing : null;
    }

    private void assertRefused(Object command, String code) {
        assertThatThrownBy(() -> send(command))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }

    private List<String> types(String aggregateId) {
        return axon.eventStore()
                .readEvents(aggregateId)
                .asStream()
                .map(event -> event.getPayloadType().getSimpleName())
                .toList();
    }

    private CampaignTerms terms() {
        return axon.eventStore()
                .readEvents(CAMPAIGN)
                .asStream()
                .map(event -> (SpecificRecord) event.getPayload())
                .reduce(
                        null,
                        (CampaignState state, SpecificRecord event) ->
                                event instanceof io.recount.event.CampaignCreated created
                                        ? CampaignState.of(created)
                                        : state.evolve(event),
                        (a, b) -> b)
                .terms();
    }
}
