package io.recount.command.serving.catalogue;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The hours of the week in which campaigns serve, numbered: most campaigns share a few, so a
 * request works out each once, and knows them of a campaign without going to it. One thread adds;
 * readers see all that were there when a slot with one was shown.
 */
final class Schedules {
    /** Always, wherever. */
    static final int ALL_HOURS = 0;

    private static final int FIRST = 16;

    private final Map<Schedule, Integer> numbers = new HashMap<>();
    private volatile Schedule[] byNumber = new Schedule[FIRST];

    private record Schedule(Zones zones, Hours hours) {
        boolean isOpen(Instant at) {
            return hours.allow(zones.hourOfWeek(at));
        }
    }

    int of(ServingCampaign campaign) {
        return campaign.hours().areAll()
                ? ALL_HOURS
                : numbers.computeIfAbsent(
                        new Schedule(campaign.zones(), campaign.hours()), this::add);
    }

    private int add(Schedule schedule) {
        int number = numbers.size() + 1;
        Schedule[] all = number < byNumber.length ? byNumber : Arrays.copyOf(byNumber, 2 * number);
        all[number] = schedule;
        byNumber = all;
        return number;
    }

    /** At an instant, for one thread. */
    Now at(Instant at) {
        return new Now(byNumber, at);
    }

    static final class Now {
        private static final byte OPEN = 1;
        private static final byte CLOSED = 2;

        private final Schedule[] byNumber;
        private final Instant at;
        private final byte[] known;

        private Now(Schedule[] byNumber, Instant at) {
            this.byNumber = byNumber;
            this.at = at;
            this.known = new byte[byNumber.length];
        }

        boolean isOpen(int number) {
            if (number == ALL_HOURS) {
                return true;
            }
            if (known[number] == 0) {
                known[number] = byNumber[number].isOpen(at) ? OPEN : CLOSED;
            }
            return known[number] == OPEN;
        }
    }
}
