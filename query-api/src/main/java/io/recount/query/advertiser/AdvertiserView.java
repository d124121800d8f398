package io.recount.query.advertiser;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An advertiser as answered.
 *
 * @param timeZoneFrom from when days are days of {@code timeZone}; null when they always were
 * @param spentTodayMicros of the present day in its zone
 * @param version the edit version, which is the ETag too
 * @param position the log's position of the newest event in this row
 */
record AdvertiserView(
        String advertiserId,
        String name,
        String currency,
        String timeZone,
        @Nullable Instant timeZoneFrom,
        long balanceMicros,
        Instant dayStart,
        long spentTodayMicros,
        Runway runway,
        Instant registeredAt,
        long version,
        long position) {

    /**
     * How long the balance lasts.
     *
     * @param emptyAt when it is used up at the last hour's rate; null when nothing was spent in it,
     *     or when that is over a year away
     */
    record Runway(long spentLastHourMicros, @Nullable Instant emptyAt) {
        private static final long HOUR_MS = 3_600_000;
        private static final long YEAR_HOURS = 365L * 24;

        static Runway of(long balanceMicros, long spentLastHourMicros, Instant now) {
            if (spentLastHourMicros <= 0 || balanceMicros / spentLastHourMicros >= YEAR_HOURS) {
                return new Runway(spentLastHourMicros, null);
            }
            long whole = balanceMicros / spentLastHourMicros * HOUR_MS;
            // In whole KRW, so that the product stays within a long at any rate.
            long rest = balanceMicros % spentLastHourMicros / 1_000_000 * HOUR_MS;
            long restMs = rest / Math.max(1, spentLastHourMicros / 1_000_000);
            return new Runway(
                    spentLastHourMicros, now.plusMillis(whole + Math.min(restMs, HOUR_MS)));
        }
    }

    static AdvertiserView of(Advertiser a, Instant now, long spentTodayMicros, long lastHour) {
        return new AdvertiserView(
                a.advertiserId(),
                a.name(),
                a.currency(),
                a.zones().zone().getId(),
                a.zoneFrom(),
                a.balanceMicros(),
                a.dayStart(now),
                spentTodayMicros,
                Runway.of(a.balanceMicros(), lastHour, now),
                a.registeredAt(),
                a.version(),
                a.position());
    }
}
