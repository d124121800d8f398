package io.recount.rules.auction;

import java.util.List;

/**
 * Which bids may be served besides their rank: budgets, pacing, caps. It is asked in the order of
 * ranks and no further than the auction needs, because asking may cost more than ranking.
 */
@FunctionalInterface
public interface Admission<B extends Bid> {
    /** Those of them that may be served, in the same order. */
    List<B> admitted(List<B> ranked);
}
