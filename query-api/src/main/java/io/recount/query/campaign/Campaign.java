package io.recount.query.campaign;

import io.recount.query.metrics.CampaignLife;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.ColumnTransformer;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A row of {@code read_model.campaigns}; projections writes it. */
@Entity
@Immutable
@Table(schema = "read_model", name = "campaigns")
class Campaign {
    @Id
    @Column(name = "campaign_id")
    private String campaignId = "";

    @Column(name = "advertiser_id")
    private String advertiserId = "";

    private String name = "";
    private String status = "";

    @Column(name = "max_cpc_micros")
    private long maxCpcMicros;

    @Column(name = "daily_budget_micros")
    private @Nullable Long dailyBudgetMicros;

    @Column(name = "total_budget_micros")
    private @Nullable Long totalBudgetMicros;

    @Column(name = "auto_pause_percent")
    private int autoPausePercent;

    private String pacing = "";

    @ColumnTransformer(read = "targeting::text")
    private @Nullable String targeting;

    @Column(name = "frequency_cap")
    @ColumnTransformer(read = "frequency_cap::text")
    private @Nullable String frequencyCap;

    @Column(name = "user_paused")
    private boolean userPaused;

    @Column(name = "on_hold")
    private boolean onHold;

    @Column(name = "paused_day")
    private @Nullable Instant pausedDay;

    @Column(name = "line_closed_at")
    private @Nullable Instant lineClosedAt;

    @Column(name = "total_spent_micros")
    private long totalSpentMicros;

    private long version;

    @Column(name = "created_at")
    private Instant createdAt = Instant.EPOCH;

    private long position;

    protected Campaign() {}

    String campaignId() {
        return campaignId;
    }

    String advertiserId() {
        return advertiserId;
    }

    String name() {
        return name;
    }

    CampaignLife life() {
        return new CampaignLife(status, userPaused, onHold, pausedDay);
    }

    long maxCpcMicros() {
        return maxCpcMicros;
    }

    @Nullable Long dailyBudgetMicros() {
        return dailyBudgetMicros;
    }

    @Nullable Long totalBudgetMicros() {
        return totalBudgetMicros;
    }

    int autoPausePercent() {
        return autoPausePercent;
    }

    String pacing() {
        return pacing;
    }

    /** JSON text. */
    @Nullable String targeting() {
        return targeting;
    }

    /** JSON text. */
    @Nullable String frequencyCap() {
        return frequencyCap;
    }

    /** When the user closed it to clicks that are served later; null while it is open. */
    @Nullable Instant lineClosedAt() {
        return lineClosedAt;
    }

    long totalSpentMicros() {
        return totalSpentMicros;
    }

    long version() {
        return version;
    }

    Instant createdAt() {
        return createdAt;
    }

    long position() {
        return position;
    }
}
