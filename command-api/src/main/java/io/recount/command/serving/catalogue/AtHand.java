package io.recount.command.serving.catalogue;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What other parts of serving keep of a campaign by its id, within reach of the campaign. A request
 * asks half a dozen campaigns for it, anywhere in the catalogue, and each look-up in a map of a
 * hundred thousand goes past the processor's caches several times. A changed campaign begins
 * without.
 */
public final class AtHand {
    private static final int PLACES_MAX = 6;
    private static final AtomicInteger PLACES = new AtomicInteger();

    private final AtomicReferenceArray<@Nullable Object> kept =
            new AtomicReferenceArray<>(PLACES_MAX);

    /** Where one part keeps what it has of each campaign; made once, by who looks after it. */
    public static final class Place<T> {
        private final int number = PLACES.getAndIncrement();

        public Place() {
            if (number >= PLACES_MAX) {
                throw new IllegalStateException("There are " + PLACES_MAX + " places");
            }
        }

        /** What was put there last; null before. */
        @SuppressWarnings("unchecked") // Only this place puts something there.
        public @Nullable T of(ServingCampaign campaign) {
            return (T) campaign.atHand().kept.getAcquire(number);
        }

        public void put(ServingCampaign campaign, T value) {
            campaign.atHand().kept.setRelease(number, value);
        }
    }

    /** It says nothing of what a campaign is. */
    @Override
    public boolean equals(Object other) {
        return other instanceof AtHand;
    }

    @Override
    public int hashCode() {
        return 0;
    }

    @Override
    public String toString() {
        return "…";
    }
}
