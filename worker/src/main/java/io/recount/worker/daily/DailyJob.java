package io.recount.worker.daily;

import io.recount.worker.daily.Calendar.Day;
import io.recount.worker.daily.DayResults.Advertiser;
import io.recount.worker.schedule.Job;
import io.recount.worker.schedule.JobRun;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Folds the days that ended since the last run, and those of the last few days once more for what
 * came late; or the day that it is asked for. Advertisers who share a day are folded together.
 */
@Component
class DailyJob implements Job {
    private static final Duration DAY_MAX = Duration.ofHours(50);

    private final DayResults results;
    private final Clock clock;
    private final Duration again;
    private final TransactionTemplate transaction;

    DailyJob(
            DayResults results,
            Clock clock,
            PlatformTransactionManager transactions,
            @Value("${recount.daily.again-days}") int againDays) {
        this.results = results;
        this.clock = clock;
        this.again = Duration.ofDays(againDays);
        this.transaction = new TransactionTemplate(transactions);
    }

    @Override
    public String name() {
        return "daily";
    }

    @Override
    public void run(JobRun run) {
        Map<Day, List<String>> due =
                new TreeMap<>(Comparator.comparing(Day::start).thenComparing(Day::end));
        for (Advertiser advertiser : results.advertisers()) {
            for (Day day : days(advertiser, run)) {
                due.computeIfAbsent(day, d -> new ArrayList<>()).add(advertiser.id());
            }
        }
        int done = 0;
        for (Map.Entry<Day, List<String>> day : due.entrySet()) {
            transaction.executeWithoutResult(
                    status -> {
                        results.fold(day.getKey(), day.getValue());
                        if (run.day().isEmpty()) {
                            results.foldedTo(day.getKey().end(), day.getValue());
                        }
                    });
            run.progress(++done, due.size());
        }
        run.note(due.size() + " days folded");
    }

    private List<Day> days(Advertiser advertiser, JobRun run) {
        Instant now = clock.instant();
        Calendar calendar = advertiser.calendar();
        if (run.day().isPresent()) {
            return daysNamed(run.day().get(), calendar, now);
        }
        return calendar.daysBetween(advertiser.foldedTo().minus(again), now);
    }

    private static List<Day> daysNamed(LocalDate date, Calendar calendar, Instant now) {
        ZoneId zone = calendar.zone();
        Instant noon = date.atTime(12, 0).atZone(zone).toInstant();
        Instant until = noon.plus(DAY_MAX);
        return calendar.daysBetween(noon.minus(DAY_MAX), until.isBefore(now) ? until : now).stream()
                .filter(day -> LocalDate.ofInstant(day.start(), zone).equals(date))
                .toList();
    }
}
