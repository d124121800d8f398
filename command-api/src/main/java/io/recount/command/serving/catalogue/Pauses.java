package io.recount.command.serving.catalogue;

import io.recount.event.CampaignStatus;
import io.recount.event.CatalogueCampaign;
import io.recount.event.PauseCause;
import io.recount.rules.BudgetDay;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What keeps a campaign from serving. */
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

    /** When a day ends that is used up. */
    static Instant dayEnds(Instant day, Zones zones) {
        if (!zones.dayStart(day).equals(day)) {
            // Its advertiser has moved more than once since; all that is known is when it began.
            return day.plus(USUAL_DAY);
        }
        Instant midnight = BudgetDay.midnightAfter(day, zones.at(day));
        boolean cutShort = day.isBefore(zones.from()) && zones.from().isBefore(midnight);
        return cutShort ? zones.from() : midnight;
    }
}
