package io.recount.ops.bench.day;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a contender did over many days of the same kind. */
final class Score {
    private final long budgetMicros;
    private final int budgetClicks;
    private final List<DayRun.Day> days = new ArrayList<>();
    private final List<double[]> plans = new ArrayList<>();
    private final List<Long> waitedMs = new ArrayList<>();

    Score(long budgetMicros, int budgetClicks) {
        this.budgetMicros = budgetMicros;
        this.budgetClicks = budgetClicks;
    }

    /**
     * @param fromMs when it began to serve: midnight, or when the campaign was created
     */
    void add(DayRun.Day day, long fromMs) {
        days.add(day);
        plans.add(plan(fromMs));
        waitedMs.add(day.firstServedMs < 0 ? DayRun.DAY_MS : day.firstServedMs - fromMs);
    }

    /** The share of each hour in the traffic from then to midnight. */
    private static double[] plan(long fromMs) {
        double[] plan = new double[DayRun.HOURS];
        long midnight = Math.floorDiv(fromMs, DayRun.DAY_MS) * DayRun.DAY_MS;
        double sum = 0;
        for (int hour = 0; hour < plan.length; hour++) {
            long begins = midnight + hour * Demand.HOUR_MS;
            double part =
                    Math.max(
                            0,
                            Math.min(
                                    1,
                                    (begins + Demand.HOUR_MS - fromMs) / (double) Demand.HOUR_MS));
            plan[hour] = part * Demand.curve(begins);
            sum += plan[hour];
        }
        for (int hour = 0; hour < plan.length; hour++) {
            plan[hour] /= sum;
        }
        return plan;
    }

    /** Clicks given away, of the budget's. */
    double free() {
        return days.stream().mapToDouble(day -> day.free).average().orElse(0) / budgetClicks;
    }

    double used() {
        return days.stream()
                .mapToDouble(day -> (double) day.spent() / budgetMicros)
                .average()
                .orElse(0);
    }

    /** Root of the mean squared distance from the plan by hour, over the hourly mean. */
    double errorOfMeanDay() {
        double[] mean = new double[DayRun.HOURS];
        double[] plan = new double[DayRun.HOURS];
        for (int i = 0; i < days.size(); i++) {
            double[] shares = shares(days.get(i));
            for (int hour = 0; hour < mean.length; hour++) {
                mean[hour] += shares[hour] / days.size();
                plan[hour] += plans.get(i)[hour] / days.size();
            }
        }
        return error(mean, plan);
    }

    double errorOfADay() {
        double sum = 0;
        for (int i = 0; i < days.size(); i++) {
            sum += error(shares(days.get(i)), plans.get(i));
        }
        return sum / days.size();
    }

    private static double error(double[] shares, double[] plan) {
        double squares = 0;
        double sum = 0;
        int hours = 0;
        for (int hour = 0; hour < plan.length; hour++) {
            if (plan[hour] > 0) {
                squares += Math.pow(shares[hour] - plan[hour], 2);
                sum += plan[hour];
                hours++;
            }
        }
        return Math.sqrt(squares / hours) / (sum / hours);
    }

    private double[] shares(DayRun.Day day) {
        double[] shares = new double[DayRun.HOURS];
        for (int hour = 0; hour < shares.length; hour++) {
            shares[hour] = (double) day.spentMicros[hour] / budgetMicros;
        }
        return shares;
    }

    /** Hours with traffic in which nothing was served. */
    int darkHours() {
        int dark = 0;
        for (int i = 0; i < days.size(); i++) {
            for (int hour = 0; hour < DayRun.HOURS; hour++) {
                if (plans.get(i)[hour] > 0 && days.get(i).served[hour] == 0) {
                    dark++;
                }
            }
        }
        return dark;
    }

    /** The least that an hour served, over what its share in the plan was, over all days. */
    double leastHour() {
        double least = Double.MAX_VALUE;
        for (int i = 0; i < days.size(); i++) {
            DayRun.Day day = days.get(i);
            double served = Arrays.stream(day.served).sum();
            for (int hour = 0; hour < DayRun.HOURS; hour++) {
                if (plans.get(i)[hour] > 0.005) {
                    least = Math.min(least, day.served[hour] / served / plans.get(i)[hour]);
                }
            }
        }
        return least;
    }

    double longestWaitSeconds() {
        return waitedMs.stream().mapToLong(Long::longValue).max().orElse(0) / 1_000.0;
    }

    /** Each hour's spend of the mean day, and its plan, as shares of the budget. */
    double[][] hours() {
        double[][] hours = new double[2][DayRun.HOURS];
        for (int i = 0; i < days.size(); i++) {
            for (int hour = 0; hour < DayRun.HOURS; hour++) {
                hours[0][hour] += shares(days.get(i))[hour] / days.size();
                hours[1][hour] += plans.get(i)[hour] / days.size();
            }
        }
        return hours;
    }
}
