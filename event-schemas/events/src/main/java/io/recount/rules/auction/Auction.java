package io.recount.rules.auction;

import io.recount.event.CandidateOutcome;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A generalized second-price auction with quality scores.
 *
 * <p>Score = bid × quality × arm, compared in 128 bits. The best scores get the slots, one ad a
 * campaign and (a setting) one campaign an advertiser. The winner of slot i pays what its own bid
 * would have to be for the score of the one behind it, and one billable step more:
 *
 * <pre>price(i) = clamp(⌈score(i+1) ÷ (quality × arm)(i)⌉ + increment, floor, ceiling(i))
 * ceiling(i) = min(bid, ⌊bid × arm⌋)</pre>
 *
 * With nobody behind, the floor. A bid whose ceiling is under the floor is out, so the clamp always
 * has room: nobody pays above its bid, above its arm of it, or below the floor. The one behind is
 * the next that might have had the slot: an advertiser's second campaign sets no price, and neither
 * does one that the gates refuse. As the score grows with the bid and with nothing else, raising a
 * bid never loses a slot.
 *
 * <p>An arm that all bids of a request share cancels out of rank and quotient: it lowers ceilings,
 * and no more; one of 1 or above changes nothing.
 *
 * <p>Cost: the ranking is a heap, so a request pays O(candidates) plus a logarithm for each bid
 * looked at, and {@link Admission} is asked for the few in front. The same bids, terms and
 * admissions give the same answer: ties go by a hash of request and ad ({@link StableHash}).
 */
public final class Auction {
    /**
     * Looked at beyond those needed, so that a refusal costs no second round of asking. A round is
     * dear where it goes to Redis, but few are needed: one campaign in a hundred is refused.
     */
    private static final int SPARE = 2;

    private Auction() {}

    /** The most that it may pay; what its ad may be refused a budget for. */
    public static long ceilingMicros(Bid bid) {
        return Score.ceilingMicros(bid);
    }

    /** Its score as a number: bid in micros × quality and arm in steps of 1e-4. For people. */
    public static BigInteger score(Bid bid) {
        return Score.exact(bid);
    }

    public static boolean meetsFloor(Bid bid, AuctionTerms terms) {
        return ceilingMicros(bid) >= terms.floorMicros();
    }

    /**
     * The winners, in the order of slots.
     *
     * @param bids at most one of a campaign
     */
    public static <B extends Bid> List<Win<B>> run(
            List<B> bids, AuctionTerms terms, Admission<B> admission) {
        return prices(best(bids, terms, admission), terms);
    }

    /** The winners and the one behind them, where there is one. */
    private static <B extends Bid> List<B> best(
            List<B> bids, AuctionTerms terms, Admission<B> admission) {
        PriorityQueue<B> ranking =
                new PriorityQueue<>(
                        Math.max(1, bids.size()), Score.highestFirst(terms.requestId()));
        for (B bid : bids) {
            if (meetsFloor(bid, terms)) {
                ranking.add(bid);
            }
        }
        int wanted = terms.slots() + 1;
        List<B> best = new ArrayList<>(wanted);
        Set<String> advertisers = new HashSet<>();
        while (best.size() < wanted && !ranking.isEmpty()) {
            List<B> next = new ArrayList<>(wanted + SPARE);
            while (next.size() < wanted - best.size() + SPARE && !ranking.isEmpty()) {
                B bid = ranking.remove();
                if (!terms.onePerAdvertiser() || !advertisers.contains(bid.advertiserId())) {
                    next.add(bid);
                }
            }
            for (B bid : admission.admitted(next)) {
                if (best.size() < wanted
                        && (!terms.onePerAdvertiser() || advertisers.add(bid.advertiserId()))) {
                    best.add(bid);
                }
            }
        }
        return best;
    }

    private static <B extends Bid> List<Win<B>> prices(List<B> best, AuctionTerms terms) {
        int winners = Math.min(terms.slots(), best.size());
        List<Win<B>> wins = new ArrayList<>(winners);
        for (int i = 0; i < winners; i++) {
            B bid = best.get(i);
            B next = i + 1 < best.size() ? best.get(i + 1) : null;
            wins.add(new Win<>(i + 1, bid, priceMicros(bid, next, terms), next));
        }
        return wins;
    }

    /** What a winner pays for a click. */
    static long priceMicros(Bid winner, @Nullable Bid next, AuctionTerms terms) {
        if (next == null) {
            return terms.floorMicros();
        }
        long price = Score.worthMicros(next, winner) + terms.incrementMicros();
        return Math.max(terms.floorMicros(), Math.min(price, ceilingMicros(winner)));
    }

    /**
     * What became of every bid, the best first. {@link #run} over those that are admitted has the
     * same winners at the same prices.
     *
     * @param bids that the gates let through, at most one of a campaign
     */
    public static <B extends Bid> List<Fate<B>> fates(List<B> bids, AuctionTerms terms) {
        List<B> ranked = new ArrayList<>(bids);
        ranked.sort(Score.highestFirst(terms.requestId()));
        List<B> standing = new ArrayList<>(ranked.size());
        Map<String, B> bestOf = new HashMap<>();
        for (B bid : ranked) {
            if (meetsFloor(bid, terms)
                    && (bestOf.putIfAbsent(bid.advertiserId(), bid) == null
                            || !terms.onePerAdvertiser())) {
                standing.add(bid);
            }
        }
        List<Win<B>> wins = prices(standing, terms);
        Map<String, Win<B>> winOf = new HashMap<>();
        wins.forEach(win -> winOf.put(win.bid().campaignId(), win));
        B last = wins.isEmpty() ? null : wins.get(wins.size() - 1).bid();
        List<Fate<B>> fates = new ArrayList<>(ranked.size());
        for (B bid : ranked) {
            Win<B> win = winOf.get(bid.campaignId());
            B better = terms.onePerAdvertiser() ? bestOf.get(bid.advertiserId()) : null;
            if (win != null) {
                fates.add(new Fate<>(bid, CandidateOutcome.WON, win, win.next()));
            } else if (!meetsFloor(bid, terms)) {
                fates.add(new Fate<>(bid, CandidateOutcome.UNDER_FLOOR, null, null));
            } else if (better != null && !better.equals(bid)) {
                fates.add(new Fate<>(bid, CandidateOutcome.SAME_ADVERTISER, null, better));
            } else {
                fates.add(new Fate<>(bid, CandidateOutcome.LOST, null, last));
            }
        }
        return fates;
    }
}
