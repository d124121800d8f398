package io.recount.worker.settlement;

import io.recount.rules.BudgetDay;
import io.recount.worker.schedule.Job;
import io.recount.worker.schedule.JobException;
import io.recount.worker.schedule.JobRun;
import io.recount.worker.settlement.Settlements.Advertiser;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Settles every day that is over and not settled yet, or such days up to the one asked for. One
 * transaction an advertiser: its days are settled together or not at all, and a settled day is
 * never looked at again.
 */
@Component
class SettlementJob implements Job {
    private static final Logger LOG = LoggerFactory.getLogger(SettlementJob.class);

    private static final int NAMED_MAX = 10;

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
    public boolean isByAdvertiser() {
        return true;
    }

    @Override
    public void run(JobRun run) {
        // First the time, then the log's head: what was decided before the one stands up to the
        // other, since a decision is in the log long before the grace is over.
        Instant overBefore = clock.instant().minus(grace);
        long head = settlements.head();
        Predicate<BudgetDay> due =
                day ->
                        !day.end().isAfter(overBefore)
                                && run.day().map(last -> isUpTo(day, last)).orElse(true);
        new Pass(run, due, head).settle(advertisers(run, overBefore));
    }

    private List<Advertiser> advertisers(JobRun run, Instant overBefore) {
        run.advertiserId()
                .filter(id -> !settlements.isKnown(id))
                .ifPresent(
                        id -> {
                            throw new JobException("There is no advertiser " + id);
                        });
        return settlements.withDaysOver(overBefore, run.advertiserId().orElse(null));
    }

    private static boolean isUpTo(BudgetDay day, LocalDate last) {
        return !LocalDate.ofInstant(day.start(), day.zone()).isAfter(last);
    }

    /** One run over all who have a day to settle. */
    private final class Pass {
        private final JobRun run;
        private final Predicate<BudgetDay> due;
        private final long head;
        private long eventsDone;
        private long eventsTotal;
        private long days;

        Pass(JobRun run, Predicate<BudgetDay> due, long head) {
            this.run = run;
            this.due = due;
            this.head = head;
        }

        void settle(List<Advertiser> advertisers) {
            eventsTotal = advertisers.stream().mapToLong(Advertiser::unsettledEvents).sum();
            long eventsBehind = 0;
            List<String> failed = new ArrayList<>();
            for (Advertiser advertiser : advertisers) {
                eventsBehind += advertiser.unsettledEvents();
                if (!settle(advertiser.id())) {
                    failed.add(advertiser.id());
                }
                // Today's events are not read, and one that came meanwhile may have been.
                eventsDone = eventsBehind;
                run.progress(eventsDone, eventsTotal);
            }
            String done =
                    "%d days of %d advertisers, log position %d"
                            .formatted(days, advertisers.size() - failed.size(), head);
            if (!failed.isEmpty()) {
                throw new JobException(
                        "%s; %d could not be settled, the worker's log says why: %s"
                                .formatted(
                                        done,
                                        failed.size(),
                                        String.join(
                                                ", ",
                                                failed.subList(
                                                        0, Math.min(NAMED_MAX, failed.size())))));
            }
            run.note(done);
        }

        /** What is wrong with one advertiser keeps no other from being settled; an outage does. */
        private boolean settle(String advertiserId) {
            long daysBefore = days;
            try {
                transaction.executeWithoutResult(status -> settleInTransaction(advertiserId));
                return true;
            } catch (TransactionException | DataAccessResourceFailureException e) {
                throw e;
            } catch (RuntimeException e) {
                days = daysBefore;
                LOG.error("Advertiser {} cannot be settled", advertiserId, e);
                return false;
            }
        }

        private void settleInTransaction(String advertiserId) {
            AdvertiserSettlement walk = new AdvertiserSettlement(due, this::store);
            Optional<AdvertiserSettlement.Mark> mark = settlements.lockMark(advertiserId);
            mark.ifPresent(walk::resume);
            boolean atTheEnd =
                    settlements.read(
                            advertiserId,
                            mark.map(AdvertiserSettlement.Mark::sequenceNumber).orElse(-1L),
                            head,
                            (event, at, position, sequenceNumber) -> {
                                eventsDone = Math.min(eventsDone + 1, eventsTotal);
                                run.progress(eventsDone, eventsTotal);
                                return walk.take(event, at, position, sequenceNumber);
                            });
            if (atTheEnd) {
                walk.end();
            }
            settlements.mark(advertiserId, walk.mark());
        }

        private void store(SettledDay day) {
            settlements.store(day, head, run.id());
            days++;
        }
    }
}
