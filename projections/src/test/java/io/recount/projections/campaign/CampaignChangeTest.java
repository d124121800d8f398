package io.recount.projections.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.event.CampaignPaused;
import io.recount.event.CampaignResumed;
import io.recount.event.CampaignStatus;
import io.recount.event.PauseCause;
import io.recount.projections.campaign.CampaignChange.Pause;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CampaignChangeTest {
    private static final Instant DAY = Instant.parse("2026-03-03T15:00:00Z");
    private static final Instant NEXT_DAY = Instant.parse("2026-03-04T15:00:00Z");

    private static final Instant AT = DAY.plusSeconds(3600);

    private static final List<CampaignChange> CHANGES =
            List.of(
                    CampaignChange.edited(1).withStatus(CampaignStatus.ACTIVE),
                    CampaignChange.edited(1).withPause(paused(PauseCause.DAY, DAY)),
                    CampaignChange.edited(2).withPause(paused(PauseCause.USER, null)),
                    CampaignChange.edited(2).withPause(paused(PauseCause.DAY, NEXT_DAY)),
                    CampaignChange.edited(2).withPause(paused(PauseCause.HOLD, null)),
                    CampaignChange.edited(2).withResume(resumed(PauseCause.HOLD)),
                    CampaignChange.edited(3).withStatus(CampaignStatus.ENDED));

    @Test
    void holdsTheNewestOfEachPart() {
        // when
        CampaignChange all = CHANGES.stream().reduce(CampaignChange::then).orElseThrow();

        // then
        assertThat(all.version()).isEqualTo(3);
        assertThat(all.status()).isEqualTo(CampaignStatus.ENDED);
        assertThat(all.pauses())
                .isEqualTo(
                        Map.of(
                                PauseCause.DAY,
                                new Pause(AT, NEXT_DAY),
                                PauseCause.USER,
                                new Pause(AT, null),
                                PauseCause.HOLD,
                                new Pause(null, null)));
        assertThat(all.paused(PauseCause.HOLD)).isFalse();
    }

    @Test
    void isTheSameHoweverTheEventsWereBatched() {
        CampaignChange all = CHANGES.stream().reduce(CampaignChange::then).orElseThrow();
        for (int cut = 1; cut < CHANGES.size(); cut++) {
            CampaignChange first =
                    CHANGES.subList(0, cut).stream().reduce(CampaignChange::then).orElseThrow();
            CampaignChange rest =
                    CHANGES.subList(cut, CHANGES.size()).stream()
                            .reduce(CampaignChange::then)
                            .orElseThrow();
            assertThat(first.then(rest)).isEqualTo(all);
        }
    }

    @Test
    void leavesAPartAloneThatNothingChanged() {
        CampaignChange only = CampaignChange.edited(4).withResume(resumed(PauseCause.USER));
        assertThat(only.status()).isNull();
        assertThat(only.profile()).isNull();
        assertThat(only.paused(PauseCause.DAY)).isNull();
        assertThat(only.paused(PauseCause.USER)).isFalse();
    }

    private static CampaignPaused paused(PauseCause cause, @Nullable Instant day) {
        return new CampaignPaused("c", "a", cause, day, null, 0L, AT);
    }

    private static CampaignResumed resumed(PauseCause cause) {
        return new CampaignResumed("c", "a", cause, null, 0L, AT);
    }
}
