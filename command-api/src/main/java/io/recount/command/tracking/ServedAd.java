package io.recount.command.tracking;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One ad as it was served: what its token seals.
 *
 * @param clickId minted when it was served; the idempotency key of its click to the end
 * @param priceMicros what its click costs, fixed now
 * @param slot counts from 1
 * @param test asked for with {@code test: true}: never charged
 * @param visitor pseudonym
 * @param network pseudonym
 */
public record ServedAd(
        String clickId,
        String advertiserId,
        String campaignId,
        String adId,
        long priceMicros,
        int slot,
        Instant servedAt,
        boolean test,
        @Nullable String visitor,
        @Nullable String network) {}
