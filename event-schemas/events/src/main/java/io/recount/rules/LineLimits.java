package io.recount.rules;

import io.recount.event.CampaignBudgetSet;
import io.recount.money.Micros;
import org.jspecify.annotations.Nullable;

/**
 * What a campaign may spend.
 *
 * @param totalBudgetMicros null when only the day limits the campaign
 * @param autoPausePercent of the day's budget, at which serving pauses; 100 means never before it
 *     is used up
 */
public record LineLimits(
        long dailyBudgetMicros, @Nullable Long totalBudgetMicros, int autoPausePercent) {
    public LineLimits {
        if (!Micros.isAmount(dailyBudgetMicros)
                || (totalBudgetMicros != null && !Micros.isAmount(totalBudgetMicros))
                || autoPausePercent < 1
                || autoPausePercent > 100) {
            throw new IllegalArgumentException(
                    "No limits: %d a day, %s in all, pause at %d %%"
                            .formatted(dailyBudgetMicros, totalBudgetMicros, autoPausePercent));
        }
    }

    static LineLimits of(CampaignBudgetSet event) {
        return new LineLimits(
                event.getDailyBudgetMicros(),
                event.getTotalBudgetMicros(),
                event.getAutoPausePercent());
    }

    /** Whether a day on which so much was spent has reached the percentage. */
    public boolean pausesAt(long daySpentMicros) {
        return daySpentMicros * 100 >= dailyBudgetMicros * autoPausePercent; // At most 9·10¹⁷.
    }
}
