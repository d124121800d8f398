package io.recount.command.campaign;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.recount.command.serving.catalogue.Catalogue;
import io.recount.event.AdAdded;
import io.recount.event.AdChanged;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Where an ad leads. The catalogue knows it; an ad that is not there (Redis is being rebuilt, say)
 * is looked up in its campaign's own events, so that the visitor gets there all the same.
 */
@Component
public class LandingPages {
    private static final int REMEMBERED_MAX = 10_000;
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private final Catalogue catalogue;
    private final EventStore events;
    private final Cache<String, String> remembered =
            Caffeine.newBuilder().maximumSize(REMEMBERED_MAX).expireAfterWrite(REMEMBERED).build();

    LandingPages(Catalogue catalogue, EventStore events) {
        this.catalogue = catalogue;
        this.events = events;
    }

    public Optional<String> of(String campaignId, String adId) {
        return catalogue
                .landingUrl(campaignId, adId)
                .or(() -> Optional.ofNullable(remembered.get(adId, ad -> fromLog(campaignId, ad))));
    }

    /** As the ad was changed last. */
    private @Nullable String fromLog(String campaignId, String adId) {
        return events.readEvents(campaignId)
                .asStream()
                .map(event -> landingUrl(event.getPayload(), adId))
                .filter(Objects::nonNull)
                .reduce(null, (before, url) -> url);
    }

    private static @Nullable String landingUrl(Object event, String adId) {
        if (event instanceof AdAdded ad && ad.getAdId().equals(adId)) {
            return ad.getLandingUrl();
        }
        return event instanceof AdChanged ad && ad.getAdId().equals(adId)
                ? ad.getLandingUrl()
                : null;
    }
}
