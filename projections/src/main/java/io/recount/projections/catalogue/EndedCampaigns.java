package io.recount.projections.catalogue;

import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Lets go of the entries of ended campaigns. Their ads' tokens live on for a while after they were
 * served, and who clicks one must get to its landing page; later than that nobody asks for them.
 */
@Component
class EndedCampaigns {
    private static final Logger LOG = LoggerFactory.getLogger(EndedCampaigns.class);
    private static final long LOOK_EVERY_MS = 60_000;

    private final Catalogue catalogue;
    private final Duration kept;

    /**
     * @param kept longer than command-api's tokens live
     */
    EndedCampaigns(
            Catalogue catalogue, @Value("${recount.projections.ended-kept:2h}") Duration kept) {
        this.catalogue = catalogue;
        this.kept = kept;
    }

    @Scheduled(fixedDelay = LOOK_EVERY_MS, initialDelay = LOOK_EVERY_MS)
    void forget() {
        catalogue.writing.lock();
        try {
            catalogue.forgetEnded(Instant.now().minus(kept));
        } catch (RuntimeException e) {
            LOG.warn("Ended campaigns stay in the catalogue for now: {}", e.toString());
        } finally {
            catalogue.writing.unlock();
        }
    }
}
