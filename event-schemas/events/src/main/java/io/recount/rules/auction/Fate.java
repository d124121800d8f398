package io.recount.rules.auction;

import io.recount.event.CandidateOutcome;
import org.jspecify.annotations.Nullable;

/**
 * What became of a bid.
 *
 * @param outcome {@code WON}, {@code LOST}, {@code SAME_ADVERTISER} or {@code UNDER_FLOOR}
 * @param win of a winner only
 * @param other of a winner whose score made its price; of a loser who has the last slot; with
 *     {@code SAME_ADVERTISER} the advertiser's better one
 */
public record Fate<B extends Bid>(
        B bid, CandidateOutcome outcome, @Nullable Win<B> win, @Nullable B other) {}
