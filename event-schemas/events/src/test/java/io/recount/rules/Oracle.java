package io.recount.rules;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What becomes of a wish, said in as few words as can be; nothing of it is shared with the rules.
 */
final class Oracle {
    long balance;
    private final Map<String, Long> spent = new HashMap<>();
    private final Map<String, Long> charged = new HashMap<>();
    private final Set<String> decided = new HashSet<>();
    private final Map<String, long[]> limits = new HashMap<>();
    private final Map<String, Long> closedAt = new HashMap<>();
    private final Set<String> open = new HashSet<>();
    private long last = Long.MIN_VALUE;
    private long now;
    private ZoneId zone;
    private ZoneId next;
    private long nextFrom = Long.MAX_VALUE;

    Oracle(ZoneId zone, Instant start) {
        this.zone = zone;
        last = start.toEpochMilli();
    }

    /**
     * CHARGED, BALANCE and so on for a click; OK or NO for all else. What is refused takes no time.
     */
    String answer(Wish wish) {
        now = Math.max(last, wish.now().toEpochMilli());
        String answer = decide(wish);
        if (!Set.of("NO", "UNKNOWN", "DUPLICATE").contains(answer)) {
            last = now;
        }
        return answer;
    }

    private String decide(Wish wish) {
        String c = wish.campaign();
        long m = wish.micros();
        switch (wish.kind()) {
            case DEPOSIT -> balance += m;
            case REFUND -> {
                return m > balance ? "NO" : paid(-m);
            }
            case LIMITS -> limits.put(c, new long[] {m * 3, m * 10});
            case OPEN -> {
                return limits.containsKey(c) && open.add(c) ? "OK" : "NO";
            }
            case CLOSE -> {
                if (!open.remove(c)) {
                    return "NO";
                }
                closedAt.put(c, now);
            }
            case CREDIT -> {
                Long charge = charged.remove(wish.click());
                return charge == null ? "NO" : paid(charge);
            }
            case ZONE -> {
                zone = zone();
                next = wish.zone();
                nextFrom = midnight(now, next, true);
            }
            case CLICK -> {
                return click(c, wish);
            }
        }
        return "OK";
    }

    private String click(String c, Wish wish) {
        long m = wish.micros();
        if (!limits.containsKey(c) || !decided.add(wish.click())) {
            return limits.containsKey(c) ? "DUPLICATE" : "UNKNOWN";
        }
        long served = wish.now().toEpochMilli() - wish.agoMs();
        boolean grace = !open.contains(c) && served <= closedAt.getOrDefault(c, Long.MIN_VALUE);
        if (!open.contains(c) && !(grace && now <= closedAt.get(c) + 300_000)) {
            return "UNBILLED_PAUSED";
        }
        String failed =
                m > balance
                        ? "BALANCE"
                        : spent.getOrDefault(c, 0L) + m > limits.get(c)[1]
                                ? "TOTAL"
                                : spent.getOrDefault(c + day(), 0L) + m > limits.get(c)[0]
                                        ? "DAY"
                                        : null;
        if (failed != null) {
            return failed;
        }
        balance -= m;
        spent.merge(c, m, Long::sum);
        spent.merge(c + day(), m, Long::sum);
        charged.put(wish.click(), m);
        return grace ? "CHARGED_GRACE" : "CHARGED";
    }

    private String paid(long micros) {
        balance += micros;
        return "OK";
    }

    /** The day of the last wish. */
    Instant day() {
        return Instant.ofEpochMilli(midnight(now, zone(), false));
    }

    private ZoneId zone() {
        return now >= nextFrom ? next : zone;
    }

    /** The next midnight after it, or the last one up to it: found among those of four dates. */
    private static long midnight(long ms, ZoneId zone, boolean after) {
        long found = after ? Long.MAX_VALUE : Long.MIN_VALUE;
        for (int d = -1; d <= 2; d++) {
            LocalDate date = LocalDate.ofInstant(Instant.ofEpochMilli(ms), zone).plusDays(d);
            long start = date.atStartOfDay(zone).toInstant().toEpochMilli();
            found =
                    after
                            ? start > ms ? Math.min(found, start) : found
                            : start <= ms ? Math.max(found, start) : found;
        }
        return found;
    }
}
