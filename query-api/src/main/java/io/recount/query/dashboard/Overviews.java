package io.recount.query.dashboard;

import io.recount.http.Caller;
import io.recount.query.Parameters;
import io.recount.query.QueryProperties;
import io.recount.query.advertiser.Advertisers;
import io.recount.query.metrics.Today;
import java.time.Clock;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Draws overviews for viewers: the same for the first paint and for every live change. */
@Component
public class Overviews {
    private static final String UTC = "UTC";

    private final Advertisers advertisers;
    private final Regions regions;
    private final QueryProperties properties;
    private final Currency currency;
    private final Clock clock;

    Overviews(
            Advertisers advertisers,
            Regions regions,
            QueryProperties properties,
            Clock clock,
            @Value("${recount.currency}") Currency currency) {
        this.advertisers = advertisers;
        this.regions = regions;
        this.properties = properties;
        this.clock = clock;
        this.currency = currency;
    }

    /**
     * What that viewer sees.
     *
     * @param zone "UTC", or null for the advertiser's own zone, or the marketplace's
     */
    public View view(Caller viewer, @Nullable Integer page, @Nullable String zone) {
        if (page != null && page < 1) {
            throw Parameters.invalid("page", "page is a whole number from 1");
        }
        if (zone != null && !zone.equals(UTC)) {
            throw Parameters.invalid("zone", "zone is UTC, or left out");
        }
        return new View(
                viewer.advertiserId(),
                zone == null ? zoneOf(viewer) : ZoneOffset.UTC,
                page == null ? 1 : page);
    }

    ZoneId zoneOf(Caller viewer) {
        return Optional.ofNullable(viewer.advertiserId())
                .flatMap(advertisers::findById)
                .map(advertiser -> advertiser.zones().zone())
                .orElse(properties.zone());
    }

    Overview overview(Today today, View view) {
        return Overview.of(today.of(view.advertiserId()), view, clock.instant(), currency);
    }

    public Regions.Drawn draw(Today today, View view) {
        return regions.draw(overview(today, view), view);
    }
}
