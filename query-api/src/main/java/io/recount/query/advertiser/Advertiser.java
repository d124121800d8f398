package io.recount.query.advertiser;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A row of {@code read_model.advertisers}; projections writes it. */
@Entity
@Immutable
@Table(schema = "read_model", name = "advertisers")
public class Advertiser {
    @Id
    @Column(name = "advertiser_id")
    private String advertiserId = "";

    private String name = "";
    private String currency = "";

    @Column(name = "time_zone")
    private String timeZone = "UTC";

    @Column(name = "zone_before")
    private @Nullable String zoneBefore;

    @Column(name = "zone_from")
    private @Nullable Instant zoneFrom;

    @Column(name = "balance_micros")
    private long balanceMicros;

    @Column(name = "registered_at")
    private Instant registeredAt = Instant.EPOCH;

    private long version;
    private long position;

    protected Advertiser() {}

    public String advertiserId() {
        return advertiserId;
    }

    public String name() {
        return name;
    }

    public String currency() {
        return currency;
    }

    public DayZones zones() {
        return DayZones.of(timeZone, zoneBefore, zoneFrom);
    }

    @Nullable Instant zoneFrom() {
        return zoneFrom;
    }

    public long balanceMicros() {
        return balanceMicros;
    }

    public Instant registeredAt() {
        return registeredAt;
    }

    public long version() {
        return version;
    }

    public long position() {
        return position;
    }

    /** The start of the advertiser's present day, by which a day is named. */
    public Instant dayStart(Instant now) {
        return zones().dayStart(now);
    }
}
