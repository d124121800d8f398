package io.recount.command.serving;

import io.recount.event.AuctionTraced;

/** Where sampled auctions go. Nobody waits for them, and under load some may be lost. */
public interface AuctionTraces {
    void traced(AuctionTraced auction);
}
