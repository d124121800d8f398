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
 */
final class AdvertiserSettlement {
    private final Predicate<BudgetDay> due;
    private final Consumer<SettledDay> settled;

    private @Nullable BudgetState state;
    private @Nullable BudgetDay day;
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
        day = from.open();
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
            day = state.day();
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
        if (!(event instanceof AdvertiserRegistered)) {
            state = before.evolve(event);
            day = sameDay(today, state.day(), position);
        }
        if (event instanceof ClickCharged charged && !charged.getDayStart().equals(today.start())) {
            throw new IllegalStateException(
                    "Position %d was charged on the day of %s and lies on that of %s"
                            .formatted(position, charged.getDayStart(), today.start()));
        }
        money.add(event, position);
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
        BudgetDay next = after(over);
        day = next;
        return next;
    }

    private static BudgetDay after(BudgetDay day) {
        return day.at(day.end());
    }

    private static BudgetDay sameDay(BudgetDay walked, BudgetDay told, long position) {
        if (!walked.start().equals(told.start())) {
            throw new IllegalStateException(
                    "Position %d lies on the day of %s by the calendar and of %s by the rules"
                            .formatted(position, walked.start(), told.start()));
        }
        return told;
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
