package io.recount.command.serving.catalogue;

import io.recount.event.CatalogueCampaign;
import io.recount.event.PauseCause;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A campaign in a slot of the index. */
final class Indexed {
    final ServingCampaign campaign;

    /** By its user, or held; a used-up day aside. */
    final boolean paused;

    private final @Nullable Instant usedUpDay;

    private final long dayEndsMs;

    /** Where it stands, for the one thread that writes. */
    int slot;

    private Indexed(ServingCampaign campaign, boolean paused, @Nullable Instant usedUpDay) {
        this.campaign = campaign;
        this.paused = paused;
        this.usedUpDay = usedUpDay;
        this.dayEndsMs =
                usedUpDay == null
                        ? Long.MIN_VALUE
                        : Pauses.dayEnds(usedUpDay, campaign.zones()).toEpochMilli();
    }

    static Indexed of(CatalogueCampaign entry, Zones zones) {
        return new Indexed(
                ServingCampaign.of(entry, zones),
                !Pauses.lets(entry),
                entry.getPauseCauses().contains(PauseCause.DAY) ? entry.getPausedDay() : null);
    }

    /** The same in another zone. */
    Indexed in(Zones zones) {
        return new Indexed(campaign.in(zones), paused, usedUpDay);
    }

    /** Whether it could serve on a day with budget left. */
    boolean serves() {
        return !paused && !campaign.ads().isEmpty();
    }

    /** Epoch ms; long ago where no day is used up. */
    long dayEndsMs() {
        return dayEndsMs;
    }

    boolean hasUsedUpItsDay(long atMs) {
        return atMs < dayEndsMs;
    }
}
