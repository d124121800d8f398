package io.recount.query.metrics;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a campaign's life has come and what pauses it. Its status is told from both, because a
 * used-up day stops counting when the next one begins, without an event.
 *
 * @param stage DRAFT, ACTIVE or ENDED
 * @param pausedDay the day that was used up; null when none was
 */
public record CampaignLife(
        String stage, boolean pausedByUser, boolean onHold, @Nullable Instant pausedDay) {
    public static final String ACTIVE = "ACTIVE";
    public static final String PAUSED = "PAUSED";

    /** Of a row of {@code read_model.campaigns}. */
    static CampaignLife of(ResultSet row) throws SQLException {
        Timestamp day = row.getTimestamp("paused_day");
        return new CampaignLife(
                row.getString("status"),
                row.getBoolean("user_paused"),
                row.getBoolean("on_hold"),
                day == null ? null : day.toInstant());
    }

    /** The causes that count on the day that starts there, by name. */
    public List<String> pauseReasons(Instant dayStart) {
        List<String> reasons = new ArrayList<>();
        if (dayStart.equals(pausedDay)) {
            reasons.add("DAY");
        }
        if (onHold) {
            reasons.add("HOLD");
        }
        if (pausedByUser) {
            reasons.add("USER");
        }
        return reasons;
    }

    /** DRAFT, ACTIVE, PAUSED or ENDED. */
    public String status(Instant dayStart) {
        return stage.equals(ACTIVE) && !pauseReasons(dayStart).isEmpty() ? PAUSED : stage;
    }
}
