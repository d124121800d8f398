package io.recount.rules.auction;

import java.util.Comparator;

/** Which of two equal ads comes first in a request: a hash of both decides, so they go round. */
public final class TieBreak implements Comparator<String> {
    private final long request;

    public TieBreak(String requestId) {
        request = StableHash.begin(requestId);
    }

    /** By ids of ads. */
    @Override
    public int compare(String adId, String otherAdId) {
        int byHash =
                Long.compareUnsigned(
                        StableHash.of(request, adId), StableHash.of(request, otherAdId));
        return byHash != 0 ? byHash : adId.compareTo(otherAdId);
    }
}
