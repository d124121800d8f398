package io.recount.worker.settlement;

import io.recount.event.AdvertiserRegistered;
import io.recount.event.BudgetSnapshot;
import io.recount.event.ClickCharged;
import io.recount.rules.BudgetDay;
import io.recount.rules.BudgetState;
import io.recount.wire.AvroCodec;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Walks along one advertiser's events, day by day, and hands out each day that is over. Days are
 * those of the rules themselves, so neither zones nor clock changes are thought about again here.
 * Days without events are days too.
 *
 * <p>What was decided on a day that is settled already came late, and is booked on the first day
 * that is not, with its own time: a settled day never changes.
 */
final class AdvertiserSettlement {
    private final Predicate<BudgetDay> due;
    private final Consumer<SettledDay> settled;

    private @Nullable BudgetState state;
    private @Nullable BudgetDay day;

    /**
     * The name of the day by the rules. Another than its start only after a change of the zone that
     * came late: that cuts short a day which is settled with its old end.
     */
    private @Nullable Instant startByRules;

    private DayMoney money = new DayMoney();
    private long openingMicros;
    private long sequenceNumber;
    private @Nullable Mark mark;

    /** Where the next settlement goes on: the state whose day is the last one settled. */
    record Mark(BudgetState state, long sequenceNumber) {
        static Mark of(byte[] snapshot, long sequenceNumber) {
            return new Mark(
                    BudgetState.of(AvroCodec.decode(snapshot, BudgetSnapshot.class)),
                    sequenceNumber);
        }

        /** The first day that is not settled, as far as its end is known by now. */
        BudgetDay open() {
            return after(state.day());
        }

        byte[] snapshot() {
            return AvroCodec.encode(state.snapshot());
        }
    }

    /**
     * @param due whether a day is to be settled; false for a day means false for all later ones
     * @param settled takes the days, in their order
     */
    AdvertiserSettlement(Predicate<BudgetDay> due, Consumer<SettledDay> settled) {
        this.due = due;
        this.settled = settled;
        this.sequenceNumber = -1;
    }

    /** Goes on from a mark. */
    void resume(Mark from) {
        state = from.state();
        begin(from.open());
        openingMicros = from.state().balanceMicros();
        sequenceNumber = from.sequenceNumber();
    }

    /**
     * Takes the next event, after closing the days that ended before it.
     *
     * @param at the event's own time
     * @return false when the event lies on a day that is not due: then nothing more is wanted
     */
    boolean take(SpecificRecord event, Instant at, long position, long ownSequenceNumber) {
        if (event instanceof AdvertiserRegistered registered) {
            state = BudgetState.of(registered);
            begin(state.day());
        }
        BudgetDay today = day;
        BudgetState before = state;
        if (today == null || before == null) {
            throw new IllegalStateException("The history does not begin with a registration");
        }
        while (!at.isBefore(today.end())) {
            if (!due.test(today)) {
                return false;
            }
            today = close(today, before);
        }
        boolean late = at.isBefore(today.start());
        if (!(event instanceof AdvertiserRegistered)) {
            state = before.evolve(event);
            day = late ? goOn(today, state.day()) : sameDay(today, state.day(), position);
        }
        if (late) {
            money.addLate(event, at, position);
        } else {
            mustBeOf(event, position);
            money.add(event, position);
        }
        sequenceNumber = ownSequenceNumber;
        return true;
    }

    /** No more events: the days until now are settled as they stand. */
    void end() {
        while (day != null && state != null && due.test(day)) {
            close(day, state);
        }
    }

    /** Null when no day was settled. */
    @Nullable Mark mark() {
        return mark;
    }

    private BudgetDay close(BudgetDay over, BudgetState stateThen) {
        settled.accept(SettledDay.of(stateThen, over, money, openingMicros));
        mark = new Mark(on(stateThen, over), sequenceNumber);
        money = new DayMoney();
        openingMicros = stateThen.balanceMicros();
        return begin(after(over));
    }

    private BudgetDay begin(BudgetDay next) {
        day = next;
        startByRules = next.start();
        return next;
    }

    /** What came late may have changed the zone, and so the end of the day in course. */
    private BudgetDay goOn(BudgetDay walked, BudgetDay told) {
        BudgetDay open = told.at(walked.start());
        startByRules = open.start();
        return new BudgetDay(walked.start(), open.end(), open.zone(), open.next());
    }

    private static BudgetDay after(BudgetDay day) {
        return day.at(day.end());
    }

    private BudgetDay sameDay(BudgetDay walked, BudgetDay told, long position) {
        if (!told.start().equals(startByRules)) {
            throw new IllegalStateException(
                    "Position %d lies on the day of %s by the calendar and of %s by the rules"
                            .formatted(position, startByRules, told.start()));
        }
        return new BudgetDay(walked.start(), told.end(), told.zone(), told.next());
    }

    private void mustBeOf(SpecificRecord event, long position) {
        if (event instanceof ClickCharged charged && !charged.getDayStart().equals(startByRules)) {
            throw new IllegalStateException(
                    "Position %d was charged on the day of %s and lies on that of %s"
                            .formatted(position, charged.getDayStart(), startByRules));
        }
    }

    private static BudgetState on(BudgetState state, BudgetDay day) {
        return new BudgetState(
                state.advertiserId(),
                state.name(),
                state.currency(),
                state.editVersion(),
                day,
                state.balanceMicros(),
                state.last(),
                state.lines());
    }
}
