package io.recount.ops.drill.zone;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.time.zone.ZoneRulesProvider;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Zones for every minute that one can be ahead or behind, beside those of the world: the JDK takes
 * them up wherever this class is on the class path. So a day of an advertiser ends a few minutes
 * after a drill began, while no clock of any service is touched.
 *
 * <p>In the zones {@code Drill/Even…} clocks are put forward on every second day and back on the
 * days between, in {@code Drill/Odd…} the other way round: of two such zones, one has a day of 23
 * hours today and one of 25.
 */
public final class DrillZones extends ZoneRulesProvider {
    private static final int LEAST_MINUTES = -11 * 60;
    private static final int MOST_MINUTES = 13 * 60;
    private static final int HOUR_SECONDS = 3_600;
    private static final LocalTime FORWARD = LocalTime.of(2, 0);
    private static final LocalTime BACK = LocalTime.of(3, 0);
    private static final Pattern ID =
            Pattern.compile("Drill/(Plain|Even|Odd)([+-])(\\d\\d)(\\d\\d)");

    /** When clocks change: never, or forward on days with an even number, or on the others. */
    private enum Family {
        PLAIN("Plain"),
        EVEN("Even"),
        ODD("Odd");

        private final String text;

        Family(String text) {
            this.text = text;
        }

        String id(int minutes) {
            return String.format(
                    Locale.ROOT,
                    "Drill/%s%s%02d%02d",
                    text,
                    minutes < 0 ? "-" : "+",
                    Math.abs(minutes) / 60,
                    Math.abs(minutes) % 60);
        }
    }

    /** Called by the JDK. */
    public DrillZones() {}

    /**
     * A zone in which a day of that length ends then.
     *
     * @param midnight on a full minute
     * @param length 23, 24 or 25 hours
     */
    public static ZoneId ending(Instant midnight, Duration length) {
        for (Family family : Family.values()) {
            for (int minutes = LEAST_MINUTES; minutes <= MOST_MINUTES; minutes++) {
                // The rules are only asked where an offset, or the one an hour on, can be right.
                long secondOfDay = Math.floorMod(midnight.getEpochSecond() + minutes * 60L, 86_400);
                if (secondOfDay == 0 || secondOfDay == 86_400 - HOUR_SECONDS) {
                    ZoneId zone = ZoneId.of(family.id(minutes));
                    if (endsADay(zone, midnight, length)) {
                        return zone;
                    }
                }
            }
        }
        throw new IllegalArgumentException("No day of " + length + " ends at " + midnight);
    }

    private static boolean endsADay(ZoneId zone, Instant midnight, Duration length) {
        LocalDate next = midnight.atZone(zone).toLocalDate();
        return next.atStartOfDay(zone).toInstant().equals(midnight)
                && next.minusDays(1).atStartOfDay(zone).toInstant().equals(midnight.minus(length));
    }

    @Override
    protected Set<String> provideZoneIds() {
        Set<String> ids = new HashSet<>();
        for (Family family : Family.values()) {
            for (int minutes = LEAST_MINUTES; minutes <= MOST_MINUTES; minutes++) {
                ids.add(family.id(minutes));
            }
        }
        return ids;
    }

    @Override
    protected ZoneRules provideRules(String zoneId, boolean forCaching) {
        Matcher id = ID.matcher(zoneId);
        if (!id.matches()) {
            throw new IllegalArgumentException("No zone of a drill: " + zoneId);
        }
        int minutes = Integer.parseInt(id.group(3)) * 60 + Integer.parseInt(id.group(4));
        ZoneOffset base =
                ZoneOffset.ofTotalSeconds(60 * (id.group(2).equals("-") ? -minutes : minutes));
        return switch (id.group(1)) {
            case "Even" -> changing(base, 0);
            case "Odd" -> changing(base, 1);
            default -> ZoneRules.of(base);
        };
    }

    private static ZoneRules changing(ZoneOffset base, int parity) {
        ZoneOffset summer = ZoneOffset.ofTotalSeconds(base.getTotalSeconds() + HOUR_SECONDS);
        Year now = Year.now(ZoneOffset.UTC);
        LocalDate date = now.minusYears(1).atDay(1);
        LocalDate end = now.plusYears(2).atDay(1);
        List<ZoneOffsetTransition> changes = new ArrayList<>();
        if (Math.floorMod(date.toEpochDay(), 2) != parity) {
            date = date.plusDays(1);
        }
        for (LocalDate day = date; day.isBefore(end); day = day.plusDays(2)) {
            changes.add(ZoneOffsetTransition.of(day.atTime(FORWARD), base, summer));
            changes.add(ZoneOffsetTransition.of(day.plusDays(1).atTime(BACK), summer, base));
        }
        return ZoneRules.of(base, base, List.of(), changes, List.of());
    }

    @Override
    protected NavigableMap<String, ZoneRules> provideVersions(String zoneId) {
        return new TreeMap<>(Map.of("drill", provideRules(zoneId, false)));
    }
}
