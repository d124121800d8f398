package io.recount.worker.settlement;

import io.recount.rules.BudgetDay;
import io.recount.worker.schedule.Job;
import io.recount.worker.schedule.JobRun;
import io.recount.worker.settlement.Settlements.Advertiser;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Settles every day that is over and not settled yet, or such days up to the one asked for. One
 * transaction an advertiser: its days are settled together or not at all, and a settled day is
 * never looked at again.
 */
@Component
class SettlementJob implements Job {
    private static final Logger LOG = LoggerFactory.getLogger(SettlementJob.class);

    private final Settlements settlements;
    private final Clock clock;
    private final Duration grace;
    private final TransactionTemplate transaction;

    SettlementJob(
            Settlements settlements,
            Clock clock,
            PlatformTransactionManager transactions,
            @Value("${recount.settlement.grace}") Duration grace) {
        this.settlements = settlements;
        this.clock = clock;
        this.grace = grace;
        this.transaction = new TransactionTemplate(transactions);
    }

    @Override
    public String name() {
        return "settlement";
    }

    @Override
    public void run(JobRun run) {
        // First the time, then the log's head: what was decided before the one stands up to the
        // other, since a decision is in the log long before the grace is over.
        Instant overBefore = clock.instant().minus(grace);
        long head = settlements.head();
        Progress progress = new Progress(run, settlements.advertisers());
        Predicate<BudgetDay> due =
                day ->
                        !day.end().isAfter(overBefore)
                                && run.day().map(last -> isUpTo(day, last)).orElse(true);
        for (Advertiser advertiser : progress.advertisers) {
            progress.settle(advertiser, due, head);
        }
        progress.end(head);
    }

    private static boolean isUpTo(BudgetDay day, LocalDate last) {
        return !LocalDate.ofInstant(day.start(), day.zone()).isAfter(last);
    }

    private final class Progress {
        private final JobRun run;
        private final List<Advertiser> advertisers;
        private final long total;
        private long eventsDone;
        private long days;
        private long failed;

        Progress(JobRun run, List<Advertiser> advertisers) {
            this.run = run;
            this.advertisers = advertisers;
            this.total = advertisers.stream().mapToLong(Advertiser::unsettledEvents).sum();
        }

        void settle(Advertiser advertiser, Predicate<BudgetDay> due, long head) {
            long doneThen = eventsDone + advertiser.unsettledEvents();
            try {
                transaction.executeWithoutResult(
                        status -> settleInTransaction(advertiser.id(), due, head));
            } catch (RuntimeException e) {
                failed++;
                LOG.error("Advertiser {} cannot be settled", advertiser.id(), e);
            }
            eventsDone = doneThen;
            run.progress(eventsDone, total);
        }

        private void settleInTransaction(String advertiserId, Predicate<BudgetDay> due, long head) {
            AdvertiserSettlement walk =
                    new AdvertiserSettlement(
                            due,
                            day -> {
                                settlements.store(day, head, run.id());
                                days++;
                            });
            long settledTo =
                    settlements
                            .lockMark(advertiserId)
                            .map(
                                    mark -> {
                                        walk.resume(mark);
                                        return mark.sequenceNumber();
                                    })
                            .orElse(-1L);
            boolean atTheEnd =
                    settlements.read(
                            advertiserId,
                            settledTo,
                            head,
                            (event, at, position, sequenceNumber) -> {
                                run.progress(++eventsDone, total);
                                return walk.take(event, at, position, sequenceNumber);
                            });
            if (atTheEnd) {
                walk.end();
            }
            settlements.mark(advertiserId, walk.mark());
        }

        void end(long head) {
            if (failed > 0) {
                throw new IllegalStateException(
                        "%d of %d advertisers could not be settled; the log says why"
                                .formatted(failed, advertisers.size()));
            }
            run.progress(total, total);
            run.note(
                    "%d days of %d advertisers, log position %d"
                            .formatted(days, advertisers.size(), head));
        }
    }
}
