package io.recount.query.quality;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A score that an ad was given.
 *
 * @param low the lower end of its 95 % interval
 * @param ctr as estimated, not clicks ÷ impressions
 * @param cvr null where too little converted
 * @param comparedWith the group that its mean is taken from
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record QualityScoreView(
        String adId,
        String campaignId,
        BigDecimal score,
        BigDecimal low,
        BigDecimal high,
        long clicks,
        long impressions,
        BigDecimal ctr,
        @Nullable BigDecimal cvr,
        String comparedWith,
        Instant scoredAt) {
    static final int DIGITS = 4;
}
