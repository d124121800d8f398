package io.recount.command.tracking;

import io.recount.command.serving.AuctionTraces;
import io.recount.event.AuctionTraced;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Sampled auctions go to {@code ad-events}; those that Kafka does not take are counted and lost.
 */
@Component
class TracedAuctions implements AuctionTraces {
    private final TrackingProducer producer;

    TracedAuctions(TrackingProducer producer) {
        this.producer = producer;
    }

    @Override
    public void traced(AuctionTraced auction) {
        // Publishers may repeat a request id: it names no event.
        producer.sendLater(
                auction.getRequestId(), UUID.randomUUID().toString(), auction.getAt(), auction);
    }
}
