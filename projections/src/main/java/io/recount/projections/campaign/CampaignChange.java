package io.recount.projections.campaign;

import io.recount.event.CampaignChanged;
import io.recount.event.CampaignPaused;
import io.recount.event.CampaignResumed;
import io.recount.event.CampaignStatus;
import io.recount.event.PauseCause;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What events of a campaign's life changed in its row. Each part is as it is after the newest event
 * that touched it, so the row may have any of the events in it already.
 *
 * @param version edits up to here
 * @param profile null when nobody edited it
 * @param status null when it stayed
 * @param pauses causes that came or went; a day's cause has its day
 */
record CampaignChange(
        long version,
        @Nullable CampaignChanged profile,
        @Nullable CampaignStatus status,
        Map<PauseCause, Pause> pauses) {

    /**
     * Whether a cause holds.
     *
     * @param since null when it does not
     * @param day of a used-up day
     */
    record Pause(@Nullable Instant since, @Nullable Instant day) {
        private static final Pause NONE = new Pause(null, null);

        boolean on() {
            return since != null;
        }
    }

    static CampaignChange edited(long version) {
        return new CampaignChange(version, null, null, Map.of());
    }

    CampaignChange withProfile(CampaignChanged newProfile) {
        return new CampaignChange(version, newProfile, status, pauses);
    }

    CampaignChange withStatus(CampaignStatus newStatus) {
        return new CampaignChange(version, profile, newStatus, pauses);
    }

    CampaignChange withPause(CampaignPaused e) {
        return with(e.getCause(), new Pause(e.getAt(), e.getDay()));
    }

    CampaignChange withResume(CampaignResumed e) {
        return with(e.getCause(), Pause.NONE);
    }

    private CampaignChange with(PauseCause cause, Pause pause) {
        return new CampaignChange(version, profile, status, Map.of(cause, pause));
    }

    /** This and then the next. */
    CampaignChange then(CampaignChange next) {
        Map<PauseCause, Pause> all = new EnumMap<>(PauseCause.class);
        all.putAll(pauses);
        all.putAll(next.pauses);
        return new CampaignChange(
                next.version,
                next.profile == null ? profile : next.profile,
                next.status == null ? status : next.status,
                all);
    }

    /** Whether that cause holds; null when it stayed as it was. */
    @Nullable Boolean paused(PauseCause cause) {
        return Optional.ofNullable(pauses.get(cause)).map(Pause::on).orElse(null);
    }
}
