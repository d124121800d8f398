package io.recount.command.campaign;

import io.recount.event.AdAdded;
import io.recount.event.AdChanged;
import io.recount.event.AdStatus;
import org.jspecify.annotations.Nullable;

/** One ad of a campaign. */
record Ad(
        String title,
        String description,
        String landingUrl,
        String displayUrl,
        @Nullable String imageUrl,
        AdStatus status) {
    static Ad of(AdAdded event) {
        return new Ad(
                event.getTitle(),
                event.getDescription(),
                event.getLandingUrl(),
                event.getDisplayUrl(),
                event.getImageUrl(),
                AdStatus.ACTIVE);
    }

    static Ad of(AdChanged event) {
        return new Ad(
                event.getTitle(),
                event.getDescription(),
                event.getLandingUrl(),
                event.getDisplayUrl(),
                event.getImageUrl(),
                event.getStatus());
    }
}
