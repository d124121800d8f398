package io.recount.ops.bench.day;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The page of the simulated day: what was simulated, two tables with their targets, a chart. */
final class DayPage {
    private static final double FREE_MOST = 0.005;
    private static final double USED_LEAST = 0.995;
    private static final double ERROR_MOST = 0.1;

    private final List<SimulatedDays.Result> results;
    private final int days;

    DayPage(List<SimulatedDays.Result> results, int days) {
        this.results = results;
        this.days = days;
    }

    void write(Path folder, String name) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name + ".md"), text(name));
        Files.writeString(folder.resolve(name + ".svg"), new DayChart(results).svg());
    }

    private String text(String name) {
        return """
                # Benchmark: the simulated day

                Made by `ops/recount bench %1$s`: the service's own gate and pacer on a simulated \
                clock, and simpler ways beside them, on the same %2$d days each (seeded, so they \
                come out the same again).

                A campaign is created between 02:00 and 14:00 on a day before which nobody has seen \
                it (*new*), and goes on through midnight to the end of the next day (*whole*). It \
                pays 200 clicks a day in the mean, `autoPausePercent` is 100, and it could win 8 \
                requests a second in the mean, of which 5 %% are clicked: at once it would be used \
                up in minutes. Prices vary by 20 %%. Of ten clicks nine come after 10 s in the mean, \
                the tenth after 110 s. Demand follows a weekly curve, each hour lies 10 %% off it, \
                and the pacer has learned the curve from four such weeks. Charges get to the gate \
                after 50 ms; instances tell one another once a second what they have in flight \
                (the service: four times), and clicks come to any of them.

                ## Free clicks and use of the budget
                Free are clicks that came when the day's budget was used up, over the clicks that it \
                pays. Target: at most 0.5 %%, with at least 99.5 %% used.

                | | free, new | free, whole | used, new | used, whole | longest wait for the first \
                ad, new | after midnight | target |
                |---|---|---|---|---|---|---|---|
                %3$s
                The waits say that neither a new campaign nor a midnight leaves a gap: one of the \
                next requests is served, and of those of a new `EVEN` campaign, of which nothing is \
                known for a second, a tenth.

                ## Pacing
                Off the curve: root of the mean squared distance between each hour's spend and its \
                share by the curve of traffic (without what the day itself brought), over the \
                hourly mean; of the mean of all days, and as the mean of single days. The budget of \
                200 clicks is eight an hour: on a single day one click more or less is 12 %% of it, \
                whoever paces. Target: at most 10 %%, and no hour in which nothing is served.

                | | off the curve, new | whole | single day, new | whole | dark hours | quietest hour \
                ÷ its share | target |
                |---|---|---|---|---|---|---|---|
                %4$s
                The quietest hour is the least of all hours of all days: ads served in it over what \
                its share of that day would have been. Ads are held back for a while where clicks \
                came luckier than expected, and never altogether, at night and right after midnight \
                too.

                ![Spend by the hour, and free clicks](%1$s.svg)
                """
                .formatted(name, days, gates(), paces());
    }

    private String gates() {
        StringBuilder rows = new StringBuilder();
        for (SimulatedDays.Result result : results) {
            Score fresh = result.fresh();
            Score whole = result.whole();
            boolean met =
                    Math.max(fresh.free(), whole.free()) <= FREE_MOST
                            && Math.min(fresh.used(), whole.used()) >= USED_LEAST;
            rows.append(
                    String.format(
                            Locale.ROOT,
                            "| %s | %s | %s | %s | %s | %.1f s | %.1f s | %s |%n",
                            result.contender().name(),
                            percent(fresh.free(), 2),
                            percent(whole.free(), 2),
                            percent(fresh.used(), 2),
                            percent(whole.used(), 2),
                            fresh.longestWaitSeconds(),
                            whole.longestWaitSeconds(),
                            met ? "met" : "missed"));
        }
        return rows.toString();
    }

    private String paces() {
        StringBuilder rows = new StringBuilder();
        for (SimulatedDays.Result result : results) {
            Score fresh = result.fresh();
            Score whole = result.whole();
            int dark = fresh.darkHours() + whole.darkHours();
            boolean met =
                    Math.max(fresh.errorOfMeanDay(), whole.errorOfMeanDay()) <= ERROR_MOST
                            && dark == 0;
            rows.append(
                    String.format(
                            Locale.ROOT,
                            "| %s | %s | %s | %s | %s | %d | %.2f | %s |%n",
                            result.contender().name(),
                            percent(fresh.errorOfMeanDay(), 1),
                            percent(whole.errorOfMeanDay(), 1),
                            percent(fresh.errorOfADay(), 1),
                            percent(whole.errorOfADay(), 1),
                            dark,
                            Math.min(fresh.leastHour(), whole.leastHour()),
                            !result.contender().isPaced() ? "" : met ? "met" : "missed"));
        }
        return rows.toString();
    }

    private static String percent(double share, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f %%", 100 * share);
    }
}
