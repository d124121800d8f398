package io.recount.query.campaign;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An ad's quality score, to four digits.
 *
 * @param low the lower end of its 95 % interval
 * @param clicks what it was told from, as {@code impressions}
 */
record AdQuality(
        BigDecimal score,
        BigDecimal low,
        BigDecimal high,
        long clicks,
        long impressions,
        Instant setAt) {
    private static final int DIGITS = 4;

    /** Of a row's columns, scores in steps of 1e-4; null when none was set yet. */
    static @Nullable AdQuality of(
            @Nullable Long scoreE4,
            @Nullable Long lowE4,
            @Nullable Long highE4,
            @Nullable Long clicks,
            @Nullable Long impressions,
            @Nullable Instant setAt) {
        return scoreE4 == null
                        || lowE4 == null
                        || highE4 == null
                        || clicks == null
                        || impressions == null
                        || setAt == null
                ? null
                : new AdQuality(
                        BigDecimal.valueOf(scoreE4, DIGITS),
                        BigDecimal.valueOf(lowE4, DIGITS),
                        BigDecimal.valueOf(highE4, DIGITS),
                        clicks,
                        impressions,
                        setAt);
    }
}
