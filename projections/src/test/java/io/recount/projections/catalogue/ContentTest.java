package io.recount.projections.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.recount.event.AdQuality;
import io.recount.event.AdvertiserChanged;
import io.recount.event.AdvertiserRegistered;
import io.recount.event.CatalogueAdvertiser;
import io.recount.event.PriceArm;
import io.recount.event.PriceExperimentPlanned;
import io.recount.event.PriceExperimentStopped;
import io.recount.event.QualityScoresSet;
import io.recount.projections.SampleLog;
import io.recount.projections.stream.LoggedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentTest {
    private static final Instant AT = Instant.parse("2026-03-04T05:06:07Z");
    private static final Instant MIDNIGHT = Instant.parse("2026-03-04T15:00:00Z");
    private static final SpecificRecord REGISTERED =
            new AdvertiserRegistered("a", "Acme", "KRW", "Asia/Seoul", AT);

    private final Content content = new Content();

    @Test
    void anAdvertiserThatMovesHasTwoZonesUntilItsMidnight() {
        // when
        take(1, REGISTERED);
        take(2, moved("Europe/London", MIDNIGHT, AT));

        // then
        assertThat(advertiser())
                .isEqualTo(
                        new CatalogueAdvertiser("a", "Europe/London", "Asia/Seoul", MIDNIGHT, 2L));
    }

    @Test
    void anotherNameLeavesTheZonesAlone() {
        // when
        take(1, REGISTERED);
        take(2, moved("Europe/London", MIDNIGHT, AT));
        take(3, moved("Europe/London", MIDNIGHT, AT));
        take(4, moved("Europe/London", MIDNIGHT.plusSeconds(9), MIDNIGHT.plusSeconds(9)));

        // then
        assertThat(advertiser())
                .isEqualTo(
                        new CatalogueAdvertiser("a", "Europe/London", "Asia/Seoul", MIDNIGHT, 4L));
    }

    @Test
    void whoMovesAgainBeforeThatMidnightWasNeverThere() {
        // when
        take(1, REGISTERED);
        take(2, moved("Europe/London", MIDNIGHT, AT));
        take(3, moved("UTC", MIDNIGHT.plusSeconds(7), AT));

        // then
        assertThat(advertiser())
                .isEqualTo(
                        new CatalogueAdvertiser(
                                "a", "UTC", "Asia/Seoul", MIDNIGHT.plusSeconds(7), 3L));

        // when
        take(4, moved("Asia/Seoul", AT, AT));

        // then
        assertThat(advertiser())
                .isEqualTo(new CatalogueAdvertiser("a", "Asia/Seoul", null, null, 4L));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "never",
            value = {
                "never, 2026-03-05T00:00:00Z, 2026-03-05T00:00:00Z",
                "2026-03-09T00:00:00Z, 2026-03-05T00:00:00Z, 2026-03-05T00:00:00Z",
                "2026-03-09T00:00:00Z, 2026-03-10T00:00:00Z, 2026-03-09T00:00:00Z",
            })
    void anExperimentEndsAsPlannedOrWhenItIsStopped(
            @Nullable Instant planned, Instant stopped, Instant end) {
        // when
        List<PriceArm> arms = List.of(new PriceArm("x", 1, 10_000L));
        take(1, new PriceExperimentPlanned("e", "Dearer", "l", arms, AT, planned, AT));
        take(2, new PriceExperimentStopped("e", stopped));

        // then
        assertThat(content.experiments().get("e").getEndsAt()).isEqualTo(end);
        assertThat(content.experiments().get("e").getPlannedAt()).isEqualTo(AT);
        assertThat(content.experiments().get("e").getPosition()).isEqualTo(2);
    }

    @Test
    void takingTheSameLogTwiceChangesNothing() {
        // given
        List<LoggedEvent> log = new ArrayList<>();
        new SampleLog((id, event) -> log.add(event(log.size() + 1, event)), "hana")
                .everything()
                .end();
        log.removeIf(event -> !Content.eventTypes().contains(event.content().getClass()));
        log.forEach(content::take);
        Content once = new Content();
        log.forEach(once::take);

        // when
        log.forEach(content::take);

        // then
        assertThat(content).isEqualTo(once);
        assertThat(content.ended()).containsOnlyKeys("hana-c1");
        assertThat(content.advertisers()).containsOnlyKeys("hana");
        assertThat(content.experiments()).containsOnlyKeys("exp-hana");
    }

    @Test
    void scoresOfACampaignThatWentLongAgoPassBy() {
        take(
                9,
                new QualityScoresSet(
                        "c", "a", List.of(new AdQuality("ad", 1L, 1L, 1L, 1L, 1L)), AT));

        assertThat(content.campaigns()).isEmpty();
    }

    @Test
    void refusesWhatFollowsNothing() {
        assertThatThrownBy(() -> take(1, moved("UTC", MIDNIGHT, AT)))
                .hasMessageContaining("a changed but was never registered");
        assertThatThrownBy(() -> take(1, new PriceExperimentStopped("e", AT)))
                .hasMessageContaining("e stopped but was never planned");
    }

    private CatalogueAdvertiser advertiser() {
        return content.advertisers().get("a");
    }

    private static AdvertiserChanged moved(String zone, Instant from, Instant at) {
        return new AdvertiserChanged("a", "Acme", zone, from, 1L, at);
    }

    private void take(long position, SpecificRecord event) {
        content.take(event(position, event));
    }

    private static LoggedEvent event(long position, SpecificRecord event) {
        return new LoggedEvent("e" + position, position, 0, event);
    }
}
