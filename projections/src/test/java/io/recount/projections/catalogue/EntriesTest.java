package io.recount.projections.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.recount.event.AdAdded;
import io.recount.event.AdChanged;
import io.recount.event.AdQuality;
import io.recount.event.AdStatus;
import io.recount.event.CampaignActivated;
import io.recount.event.CampaignBudgetSet;
import io.recount.event.CampaignCreated;
import io.recount.event.CampaignPaused;
import io.recount.event.CampaignResumed;
import io.recount.event.CampaignStatus;
import io.recount.event.CatalogueCampaign;
import io.recount.event.Pacing;
import io.recount.event.PauseCause;
import io.recount.event.QualityScoresSet;
import io.recount.event.Targeting;
import io.recount.projections.stream.LoggedEvent;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EntriesTest {
    private static final Instant AT = Instant.parse("2026-03-04T05:06:07Z");

    private static final SpecificRecord CREATED =
            new CampaignCreated(
                    "c",
                    "a",
                    "Spring",
                    500_000_000L,
                    new Targeting(List.of("books"), List.of(), List.of(), List.of(), List.of()),
                    null,
                    Pacing.ASAP,
                    "Asia/Seoul",
                    AT);
    private static final SpecificRecord AD =
            AdAdded.newBuilder()
                    .setCampaignId("c")
                    .setAdvertiserId("a")
                    .setAdId("ad")
                    .setTitle("t")
                    .setDescription("d")
                    .setLandingUrl("https://x.example")
                    .setDisplayUrl("x.example")
                    .setAt(AT)
                    .setEditVersion(1)
                    .build();
    private static final SpecificRecord ACTIVATED = new CampaignActivated("c", "a", AT, 2L);

    @Test
    void eachEventMakesTheNextEntry() {
        // when
        CatalogueCampaign draft = Entries.apply(null, event(3, CREATED));
        CatalogueCampaign withAd = Entries.apply(draft, event(5, AD));
        CatalogueCampaign active = Entries.apply(withAd, event(8, ACTIVATED));

        // then
        assertThat(draft.getStatus()).isEqualTo(CampaignStatus.DRAFT);
        assertThat(draft.getTimeZone()).isEqualTo("Asia/Seoul");
        assertThat(withAd.getAds()).hasSize(1);
        assertThat(active.getStatus()).isEqualTo(CampaignStatus.ACTIVE);
        assertThat(active.getPosition()).isEqualTo(8);
    }

    @Test
    void anEventThatTheEntryShowsAlreadyChangesNothing() {
        // given
        CatalogueCampaign draft = Entries.apply(null, event(3, CREATED));
        CatalogueCampaign withAd = Entries.apply(draft, event(5, AD));

        // when, then
        assertThat(Entries.apply(withAd, event(5, AD))).isSameAs(withAd);
        assertThat(Entries.apply(withAd, event(3, CREATED))).isSameAs(withAd);
    }

    @Test
    void causesOfAPauseComeAndGoEachByItself() {
        // given
        Instant day = Instant.parse("2026-03-03T15:00:00Z");
        CatalogueCampaign entry = Entries.apply(null, event(3, CREATED));

        // when
        entry = Entries.apply(entry, event(4, paused(PauseCause.DAY, day)));
        entry = Entries.apply(entry, event(5, paused(PauseCause.USER, null)));
        entry = Entries.apply(entry, event(6, paused(PauseCause.USER, null)));

        // then
        assertThat(entry.getPauseCauses()).containsExactly(PauseCause.USER, PauseCause.DAY);
        assertThat(entry.getPausedDay()).isEqualTo(day);

        // when
        entry = Entries.apply(entry, event(7, resumed(PauseCause.USER)));
        assertThat(entry.getPauseCauses()).containsExactly(PauseCause.DAY);
        entry = Entries.apply(entry, event(8, resumed(PauseCause.DAY)));

        // then
        assertThat(entry.getPauseCauses()).isEmpty();
        assertThat(entry.getPausedDay()).isNull();
    }

    @Test
    void aChangedAdKeepsItsScoreAndItsPlace() {
        // given
        CatalogueCampaign entry = Entries.apply(null, event(3, CREATED));
        entry = Entries.apply(entry, event(4, AD));
        entry =
                Entries.apply(
                        entry,
                        event(
                                5,
                                new QualityScoresSet(
                                        "c",
                                        "a",
                                        List.of(new AdQuality("ad", 61_234L, 1L, 2L, 3L, 4L)),
                                        AT)));

        // when
        entry =
                Entries.apply(
                        entry,
                        event(
                                6,
                                AdChanged.newBuilder()
                                        .setCampaignId("c")
                                        .setAdvertiserId("a")
                                        .setAdId("ad")
                                        .setTitle("new")
                                        .setDescription("d")
                                        .setLandingUrl("https://y.example")
                                        .setDisplayUrl("y.example")
                                        .setStatus(AdStatus.PAUSED)
                                        .setAt(AT)
                                        .build()));

        // then
        assertThat(entry.getAds())
                .singleElement()
                .satisfies(
                        ad -> {
                            assertThat(ad.getTitle()).isEqualTo("new");
                            assertThat(ad.getLandingUrl()).isEqualTo("https://y.example");
                            assertThat(ad.getStatus()).isEqualTo(AdStatus.PAUSED);
                            assertThat(ad.getQualityE4()).isEqualTo(61_234);
                        });
    }

    @Test
    void refusesAnEventOfACampaignThatWasNeverCreated() {
        assertThatThrownBy(() -> Entries.apply(null, event(5, AD)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Campaign c has AdAdded but was never created");
    }

    @Test
    void limitsBeginTheDraftAndChangeIt() {
        // when
        CatalogueCampaign begun =
                Entries.apply(null, event(2, new CampaignBudgetSet("a", "c", 5L, 50L, 80, AT)));
        CatalogueCampaign draft = Entries.apply(begun, event(3, CREATED));
        CatalogueCampaign changed =
                Entries.apply(draft, event(4, new CampaignBudgetSet("a", "c", 7L, null, 100, AT)));

        // then
        assertThat(begun.getStatus()).isEqualTo(CampaignStatus.DRAFT);
        assertThat(draft.getTargeting().getKeywords()).containsExactly("books");
        assertThat(draft.getDailyBudgetMicros()).isEqualTo(5);
        assertThat(draft.getTotalBudgetMicros()).isEqualTo(50);
        assertThat(draft.getAutoPausePercent()).isEqualTo(80);
        assertThat(changed.getDailyBudgetMicros()).isEqualTo(7);
        assertThat(changed.getTotalBudgetMicros()).isNull();
        assertThat(changed.getAutoPausePercent()).isEqualTo(100);
    }

    private static CampaignPaused paused(PauseCause cause, @Nullable Instant day) {
        return new CampaignPaused("c", "a", cause, day, null, 1L, AT);
    }

    private static CampaignResumed resumed(PauseCause cause) {
        return new CampaignResumed("c", "a", cause, null, 1L, AT);
    }

    private static LoggedEvent event(long position, SpecificRecord content) {
        return new LoggedEvent("e" + position, position, 0, content);
    }
}
