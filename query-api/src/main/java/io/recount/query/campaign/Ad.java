package io.recount.query.campaign;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A row of {@code read_model.ads}; projections writes it. */
@Entity
@Immutable
@Table(schema = "read_model", name = "ads")
class Ad {
    @Id
    @Column(name = "ad_id")
    private String adId = "";

    @Column(name = "campaign_id")
    private String campaignId = "";

    @Column(name = "advertiser_id")
    private String advertiserId = "";

    private String title = "";
    private String description = "";

    @Column(name = "landing_url")
    private String landingUrl = "";

    @Column(name = "display_url")
    private String displayUrl = "";

    @Column(name = "image_url")
    private @Nullable String imageUrl;

    private String status = "";

    @Column(name = "created_at")
    private Instant createdAt = Instant.EPOCH;

    @Column(name = "quality_e4")
    private @Nullable Long qualityE4;

    @Column(name = "quality_low_e4")
    private @Nullable Long qualityLowE4;

    @Column(name = "quality_high_e4")
    private @Nullable Long qualityHighE4;

    @Column(name = "quality_clicks")
    private @Nullable Long qualityClicks;

    @Column(name = "quality_impressions")
    private @Nullable Long qualityImpressions;

    @Column(name = "quality_at")
    private @Nullable Instant qualityAt;

    private long position;

    protected Ad() {}

    String adId() {
        return adId;
    }

    String campaignId() {
        return campaignId;
    }

    String advertiserId() {
        return advertiserId;
    }

    String title() {
        return title;
    }

    String description() {
        return description;
    }

    String landingUrl() {
        return landingUrl;
    }

    String displayUrl() {
        return displayUrl;
    }

    @Nullable String imageUrl() {
        return imageUrl;
    }

    String status() {
        return status;
    }

    Instant createdAt() {
        return createdAt;
    }

    @Nullable AdQuality quality() {
        return AdQuality.of(
                qualityE4,
                qualityLowE4,
                qualityHighE4,
                qualityClicks,
                qualityImpressions,
                qualityAt);
    }

    long position() {
        return position;
    }
}
