package io.recount.projections.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.recount.event.AdAdded;
import io.recount.event.CampaignActivated;
import io.recount.event.CampaignCreated;
import io.recount.event.CampaignStatus;
import io.recount.event.CatalogueCampaign;
import io.recount.event.Pacing;
import io.recount.event.Targeting;
import io.recount.projections.stream.LoggedEvent;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
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
    void refusesAnEventOfACampaignThatWasNeverCreated() {
        assertThatThrownBy(() -> Entries.apply(null, event(5, AD)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Campaign c has AdAdded but was never created");
    }

    private static LoggedEvent event(long position, SpecificRecord content) {
        return new LoggedEvent("e" + position, position, 0, content);
    }
}
