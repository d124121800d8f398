package io.recount.command.serving;

import io.recount.event.AuctionTraced;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an ad request gets.
 *
 * @param noFillReason why there is nothing; null when there is something
 * @param trace what became of every candidate; null unless it was asked for
 */
public record Selection(
        List<Placement> placements, @Nullable String noFillReason, @Nullable AuctionTraced trace) {}
