package io.recount.command.serving.catalogue;

import io.recount.event.CampaignStatus;
import io.recount.event.CatalogueCampaign;
import io.recount.event.PauseCause;
import io.recount.rules.BudgetDay;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/** Which campaigns serve: those that run and that nothing pauses. */
final class Pauses {
    private static final Duration USUAL_DAY = Duration.ofHours(24);

    private Pauses() {}

    /** Whether it serves, but for a used-up day: that one ends by itself. */
    static boolean lets(CatalogueCampaign campaign) {
        List<PauseCause> causes = campaign.getPauseCauses();
        return campaign.getStatus() == CampaignStatus.ACTIVE
                && !causes.contains(PauseCause.USER)
                && !causes.contains(PauseCause.HOLD);
    }

    /** Whether the day that is used up lasts still. */
    static boolean dayLasts(CatalogueCampaign campaign, Instant at) {
        Instant day = campaign.getPausedDay();
        if (day == null || !campaign.getPauseCauses().contains(PauseCause.DAY)) {
            return false;
        }
        ZoneId zone = ZoneId.of(campaign.getTimeZone());
        // An advertiser that moved since has its midnights elsewhere; the entry knows only when
        // that day began.
        return BudgetDay.startOf(day, zone).equals(day)
                ? BudgetDay.startOf(at, zone).equals(day)
                : at.isBefore(day.plus(USUAL_DAY));
    }
}
