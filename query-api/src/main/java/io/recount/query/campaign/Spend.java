package io.recount.query.campaign;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/** A row of {@code read_model.spend}: what one campaign spent on one day; projections writes it. */
@Entity
@Immutable
@Table(schema = "read_model", name = "spend")
class Spend {
    @EmbeddedId private Day day = new Day("", Instant.EPOCH);

    @Column(name = "spent_micros")
    private long spentMicros;

    private long clicks;

    @Column(name = "credited_micros")
    private long creditedMicros;

    @Column(name = "credited_clicks")
    private long creditedClicks;

    protected Spend() {}

    /** A campaign's day, named by its start in the advertiser's zone. */
    @Embeddable
    record Day(
            @Column(name = "campaign_id") String campaignId,
            @Column(name = "day_start") Instant dayStart)
            implements Serializable {}

    Day day() {
        return day;
    }

    long spentMicros() {
        return spentMicros;
    }

    /** Charged clicks. */
    long clicks() {
        return clicks;
    }

    /** Of the spend, what was given back since. */
    long creditedMicros() {
        return creditedMicros;
    }

    long creditedClicks() {
        return creditedClicks;
    }
}
