package io.recount.projections.catalogue;

import io.recount.event.AdvertiserChanged;
import io.recount.event.AdvertiserRegistered;
import io.recount.event.CatalogueAdvertiser;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an event makes of an advertiser's entry: the zones by which its days and hours count. */
final class Advertisers {
    private Advertisers() {}

    static CatalogueAdvertiser registered(AdvertiserRegistered event, long position) {
        return new CatalogueAdvertiser(
                event.getAdvertiserId(), event.getTimeZone(), null, null, position);
    }

    /**
     * @throws IllegalStateException the advertiser was never registered
     */
    static CatalogueAdvertiser changed(
            @Nullable CatalogueAdvertiser entry, AdvertiserChanged event, long position) {
        if (entry == null) {
            throw new IllegalStateException(
                    "Advertiser " + event.getAdvertiserId() + " changed but was never registered");
        }
        CatalogueAdvertiser.Builder next =
                CatalogueAdvertiser.newBuilder(entry).setPosition(position);
        if (event.getTimeZone().equals(entry.getTimeZone())) {
            return next.build();
        }
        String inForce = zoneAt(entry, event.getAt());
        boolean moves = !event.getTimeZone().equals(inForce);
        return next.setTimeZone(event.getTimeZone())
                .setZoneBefore(moves ? inForce : null)
                .setZoneFrom(moves ? event.getZoneFrom() : null)
                .build();
    }

    private static String zoneAt(CatalogueAdvertiser entry, Instant at) {
        Instant from = entry.getZoneFrom();
        return from != null && at.isBefore(from)
                ? Objects.requireNonNull(entry.getZoneBefore())
                : entry.getTimeZone();
    }
}
