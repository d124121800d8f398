package io.recount.command.campaign;

import io.recount.event.CampaignPaused;
import io.recount.event.PauseCause;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a campaign does not serve; it serves when there is no cause left.
 *
 * @param day that was used up: it counts on that day only, so nobody takes it away at midnight
 */
record PauseCauses(boolean user, @Nullable Instant day, boolean hold) {
    static final PauseCauses NONE = new PauseCauses(false, null, false);

    PauseCauses with(CampaignPaused event) {
        return switch (event.getCause()) {
            case USER -> new PauseCauses(true, day, hold);
            case DAY -> new PauseCauses(user, event.getDay(), hold);
            case HOLD -> new PauseCauses(user, day, true);
        };
    }

    PauseCauses without(PauseCause cause) {
        return switch (cause) {
            case USER -> new PauseCauses(false, day, hold);
            case DAY -> new PauseCauses(user, null, hold);
            case HOLD -> new PauseCauses(user, day, false);
        };
    }

    /** Those that count on the day that starts then, by name. */
    List<PauseCause> on(Instant today) {
        List<PauseCause> causes = new ArrayList<>();
        if (today.equals(day)) {
            causes.add(PauseCause.DAY);
        }
        if (hold) {
            causes.add(PauseCause.HOLD);
        }
        if (user) {
            causes.add(PauseCause.USER);
        }
        return List.copyOf(causes);
    }
}
