package io.recount.command.serving.pacing;

import io.recount.command.serving.catalogue.Hours;
import io.recount.command.serving.catalogue.Zones;
import io.recount.command.serving.gate.Days.Day;
import java.time.Instant;

/**
 * The expected traffic of a day, as far as a campaign is served in it. A budget is meant to be used
 * up a little before the last of its hours ends, since clicks come later than their ads.
 */
final class DayPlan {
    private static final long HOUR_MS = TrafficCurve.HOUR_MS;
    private static final long USED_UP_BEFORE_END_MS = 600_000;

    private final Day day;
    private final double[] traffic;
    private final double whole;

    private DayPlan(Day day, double[] traffic) {
        this.day = day;
        this.traffic = traffic;
        this.whole = upTo(lastMs(day, traffic) - USED_UP_BEFORE_END_MS);
    }

    /**
     * @param expected of each hour of the day
     */
    static DayPlan of(Day day, double[] expected, Zones zones, Hours hours) {
        double[] traffic = expected.clone();
        if (!hours.areAll()) {
            for (int i = 0; i < traffic.length; i++) {
                Instant begins = Instant.ofEpochMilli(day.startMs() + i * HOUR_MS);
                if (!hours.allow(zones.hourOfWeek(begins))) {
                    traffic[i] = 0;
                }
            }
        }
        return new DayPlan(day, traffic);
    }

    /** How many hours a day has, the last one perhaps cut short. */
    static int hours(Day day) {
        return Math.toIntExact(Math.max(1, (day.endMs() - day.startMs() + HOUR_MS - 1) / HOUR_MS));
    }

    private static long lastMs(Day day, double[] traffic) {
        for (int i = traffic.length - 1; i > 0; i--) {
            if (traffic[i] > 0) {
                return Math.min(day.endMs(), day.startMs() + (i + 1) * HOUR_MS);
            }
        }
        return Math.min(day.endMs(), day.startMs() + HOUR_MS);
    }

    Day day() {
        return day;
    }

    /** Of the day's traffic what is expected up to that instant; at most the whole. */
    double passed(long atMs) {
        return whole <= 0 ? 1 : Math.min(1, upTo(atMs) / whole);
    }

    /** The share of the day's traffic that is expected per ms at that instant. */
    double perMs(long atMs) {
        return whole <= 0 ? 0 : traffic[slot(atMs)] / HOUR_MS / whole;
    }

    private double upTo(long atMs) {
        int slot = slot(atMs);
        double sum = 0;
        for (int i = 0; i < slot; i++) {
            sum += traffic[i];
        }
        double part = (double) (atMs - day.startMs() - slot * HOUR_MS) / HOUR_MS;
        return sum + traffic[slot] * Math.max(0, Math.min(1, part));
    }

    private int slot(long atMs) {
        long slot = Math.floorDiv(atMs - day.startMs(), HOUR_MS);
        return (int) Math.max(0, Math.min(traffic.length - 1, slot));
    }
}
