package io.recount.worker.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.event.ClickCharged;
import io.recount.event.ClickCredited;
import io.recount.event.FundsDeposited;
import io.recount.event.FundsRefunded;
import io.recount.worker.settlement.History.Entry;
import io.recount.worker.settlement.SettledDay.Line;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever happens to an advertiser, its days explain its balance to the micro. */
class SettledHistoriesTest {
    /** A day before both clock changes of a spring in America and Europe. */
    private static final Instant START = Instant.parse("2026-03-06T12:34:56.789Z");

    private static final Duration OVER = Duration.ofDays(130);
    private static final String[] ZONES = {
        "Asia/Seoul", "America/New_York", "Europe/London", "Asia/Kathmandu"
    };

    enum Kind {
        DEPOSIT,
        REFUND,
        CREDIT,
        MOVE,
        CHARGE,
        CHARGE_AGAIN,
        CHARGE_MORE
    }

    record Step(Kind kind, int secondsLater, long micros, int which) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(Kind.class),
                        Arbitraries.integers().between(0, 90_000),
                        Arbitraries.longs().between(1, 5_000_000),
                        Arbitraries.integers().between(0, 11))
                .as(Step::new)
                .list()
                .ofMaxSize(120);
    }

    @Property(tries = 300)
    void everyDayAddsUpAndLeadsToTheNext(@ForAll("steps") List<Step> steps) {
        // given
        History history = history(steps);

        // when
        List<SettledDay> days = settle(history, 0);

        // then: no gap, no overlap, nothing lost from one day to the next
        long opening = 0;
        for (int i = 0; i < days.size(); i++) {
            SettledDay day = days.get(i);
            assertThat(day.micros().opening()).isEqualTo(opening);
            if (i > 0) {
                assertThat(day.day().start()).isEqualTo(days.get(i - 1).day().end());
                assertThat(day.minor().opening()).isEqualTo(days.get(i - 1).minor().closing());
            }
            opening = day.micros().closing();
            itsSumsAreThoseOfItsEvents(day, history);
            itsPartsAddUp(day);
        }
        assertThat(days.stream().mapToLong(day -> day.micros().charged()).sum())
                .isEqualTo(sum(history.entries(), SettledHistoriesTest::charged));
    }

    @Property(tries = 200)
    void settledInTwoGoesOrAgainItIsTheSame(
            @ForAll("steps") List<Step> steps, @ForAll @IntRange(min = 1, max = 120) int pause) {
        // given
        History history = history(steps);

        // when, then
        assertThat(shown(settle(history, Math.min(pause, history.entries().size()))))
                .isEqualTo(shown(settle(history, 0)));
    }

    @Property(tries = 300)
    void whatComesWhenItsDayIsSettledIsBookedOnTheFirstDayThatIsNot(
            @ForAll("steps") List<Step> steps,
            @ForAll @IntRange(min = 1, max = 120) int pause,
            @ForAll @IntRange(min = 0, max = 200_000) int secondsAhead) {
        // given: settled when only some of what was decided by then had come
        History history = history(steps);
        List<Entry> entries = history.entries();
        int came = Math.min(pause, entries.size());
        Instant settledAt = entries.get(came - 1).at().plusSeconds(secondsAhead);

        // when
        TwoGoes goes = settle(history, came, settledAt);

        // then
        List<SettledDay> days = goes.days();
        long opening = 0;
        Instant start = days.get(0).day().start();
        for (SettledDay day : days) {
            assertThat(day.micros().opening()).isEqualTo(opening);
            assertThat(day.day().start()).isEqualTo(start);
            opening = day.micros().closing();
            start = day.day().end();
            itsPartsAddUp(day);
        }
        for (SettledDay day : days) {
            List<Entry> own = booked(day, entries, came, goes.open());
            assertThat(day.micros().charged()).isEqualTo(sum(own, SettledHistoriesTest::charged));
            assertThat(day.micros().credited()).isEqualTo(sum(own, SettledHistoriesTest::credited));
            assertThat(day.money().late())
                    .extracting(Late::at)
                    .containsExactlyElementsOf(
                            own.stream()
                                    .filter(e -> e.at().isBefore(day.day().start()))
                                    .filter(e -> Late.of(e.event(), e.at(), 0).isPresent())
                                    .map(Entry::at)
                                    .toList());
        }
    }

    private static List<Entry> booked(SettledDay day, List<Entry> entries, int came, Instant open) {
        List<Entry> booked = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            Instant at = entries.get(i).at();
            Instant on = i >= came && at.isBefore(open) ? open : at;
            if (!on.isBefore(day.day().start()) && on.isBefore(day.day().end())) {
                booked.add(entries.get(i));
            }
        }
        return booked;
    }

    private static void itsSumsAreThoseOfItsEvents(SettledDay day, History history) {
        List<Entry> own =
                history.entries().stream()
                        .filter(entry -> entry.dayStart().equals(day.day().start()))
                        .toList();
        assertThat(day.micros().charged()).isEqualTo(sum(own, SettledHistoriesTest::charged));
        assertThat(day.micros().credited()).isEqualTo(sum(own, SettledHistoriesTest::credited));
        assertThat(day.micros().deposited())
                .isEqualTo(
                        sum(
                                own,
                                e ->
                                        e.event() instanceof FundsDeposited deposited
                                                ? deposited.getAmountMicros()
                                                : 0));
        assertThat(day.micros().refunded())
                .isEqualTo(
                        sum(
                                own,
                                e ->
                                        e.event() instanceof FundsRefunded refunded
                                                ? refunded.getAmountMicros()
                                                : 0));
    }

    private static void itsPartsAddUp(SettledDay day) {
        List<Line> campaigns = day.lines().stream().filter(l -> l.adId().isEmpty()).toList();
        assertThat(sum(campaigns, Line::chargedMinor)).isEqualTo(day.minor().charged());
        assertThat(sum(campaigns, Line::creditedMinor)).isEqualTo(day.minor().credited());
        for (Line campaign : campaigns) {
            List<Line> ads =
                    day.lines().stream()
                            .filter(l -> l.campaignId().equals(campaign.campaignId()))
                            .filter(l -> !l.adId().isEmpty())
                            .toList();
            assertThat(ads.stream().map(Line::sums).reduce(AdDay.NOTHING, AdDay::plus))
                    .isEqualTo(campaign.sums());
            assertThat(sum(ads, Line::chargedMinor)).isEqualTo(campaign.chargedMinor());
            assertThat(sum(ads, Line::creditedMinor)).isEqualTo(campaign.creditedMinor());
        }
    }

    private static <T> long sum(List<T> parts, ToLongFunction<T> of) {
        return parts.stream().mapToLong(of).sum();
    }

    private static long charged(Entry entry) {
        return entry.event() instanceof ClickCharged charged ? charged.getChargedMicros() : 0;
    }

    private static long credited(Entry entry) {
        return entry.event() instanceof ClickCredited credited ? credited.getCreditedMicros() : 0;
    }

    /** In dollars: a minor unit is ten thousand micros, so there is something to round. */
    private static History history(List<Step> steps) {
        History history = new History("adv", "USD", ZONES[0], START, "c0", "c1", "c2");
        Instant at = START;
        history.deposit(at, 20_000_000);
        for (Step step : steps) {
            at = at.plusSeconds(step.secondsLater());
            switch (step.kind()) {
                case DEPOSIT -> history.deposit(at, step.micros());
                case REFUND -> history.refund(at, step.micros());
                case CREDIT -> history.credit(at);
                case MOVE -> history.move(at, ZONES[step.which() % ZONES.length]);
                case CHARGE, CHARGE_AGAIN, CHARGE_MORE -> {
                    String campaign = "c" + step.which() % 3;
                    history.charge(at, campaign, campaign + "-a" + step.which(), step.micros());
                }
            }
        }
        return history;
    }

    /**
     * @param pause after so many events what is over then is settled; the rest by another walk
     */
    private static List<SettledDay> settle(History history, int pause) {
        return settle(history, pause, history.entries().get(Math.max(0, pause - 1)).at()).days();
    }

    /**
     * @param open the start of the first day that the first go left for the second
     */
    private record TwoGoes(List<SettledDay> days, Instant open) {}

    /**
     * @param then when what had come was settled
     */
    private static TwoGoes settle(History history, int pause, Instant then) {
        List<SettledDay> days = new ArrayList<>();
        List<Entry> entries = history.entries();
        AdvertiserSettlement walk;
        long settledTo = -1;
        Instant end = START.plus(OVER);
        Instant open = START;
        if (pause > 0) {
            walk = new AdvertiserSettlement(day -> !day.end().isAfter(then), days::add);
            if (take(walk, entries.subList(0, pause), 0)) {
                walk.end();
            }
            AdvertiserSettlement.Mark mark = walk.mark();
            walk = new AdvertiserSettlement(day -> !day.end().isAfter(end), days::add);
            if (mark != null) {
                walk.resume(AdvertiserSettlement.Mark.of(mark.snapshot(), mark.sequenceNumber()));
                settledTo = mark.sequenceNumber();
                open = mark.open().start();
            }
        } else {
            walk = new AdvertiserSettlement(day -> !day.end().isAfter(end), days::add);
        }
        int from = Math.toIntExact(settledTo + 1);
        take(walk, entries.subList(from, entries.size()), from);
        walk.end();
        return new TwoGoes(days, open);
    }

    private static boolean take(AdvertiserSettlement walk, List<Entry> entries, long from) {
        long sequence = from;
        for (Entry entry : entries) {
            if (!walk.take(entry.event(), entry.at(), sequence + 1, sequence)) {
                return false;
            }
            sequence++;
        }
        return true;
    }

    private static List<String> shown(List<SettledDay> days) {
        return days.stream()
                .map(
                        day ->
                                "%s %s %s %s %s %s"
                                        .formatted(
                                                day.day().start(),
                                                day.day().end(),
                                                day.micros(),
                                                day.minor(),
                                                day.money().lastPosition(),
                                                day.lines()))
                .toList();
    }
}
