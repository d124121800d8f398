package io.recount.ops.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.audit.PublishedHead;
import io.recount.event.BudgetLimit;
import io.recount.event.ClickCharged;
import io.recount.event.ClickNotCharged;
import io.recount.event.ClickOutcome;
import io.recount.ops.drill.PlantedBugs.Charged;
import io.recount.ops.drill.invariant.Blocks;
import io.recount.ops.drill.invariant.Evidence;
import io.recount.ops.drill.invariant.Invariants;
import io.recount.ops.drill.load.AnswerBook;
import io.recount.ops.drill.load.Attempt;
import io.recount.ops.parts.LogRows;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The checks themselves, on copies of a log that real clients made: each bug is put there on
 * purpose, and must be found and named.
 */
class PlantedBugsIT {
    private static final Drill TAMPER = new Tamper();

    private static DrillRun.Result tampered;
    private static String copyUrl;

    @BeforeAll
    static void makeALog() throws Exception {
        tampered = SharedStack.run(TAMPER);
        copyUrl = SharedStack.get().copyOfDatabase();
    }

    @Test
    void everyTamperOfTheLogIsFound() {
        assertThat(tampered.holds()).as(Report.text(tampered.rows())).isTrue();
        assertThat(tampered.facts()).anyMatch(fact -> fact.contains("tampers, all found"));
    }

    @Test
    void aDedupeThatWasDroppedIsFound() throws Exception {
        try (Connection copy = copy()) {
            // given
            PlantedBugs bugs = new PlantedBugs(copy);
            Charged last = bugs.charge();
            String clickId = last.event().getClickId();

            // when: the same click is charged again, and all the books agree
            ClickCharged again =
                    PlantedBugs.next(last.event(), clickId, last.event().getChargedMicros())
                            .build();
            bugs.append(last.entry(), again);

            // then
            assertBroken(copy, "I3", clickId);
            assertHolds(copy, "I1", "I4", "I8", "I12");
        }
    }

    @Test
    void aMicroTooMuchInTheLedgerIsFound() throws Exception {
        try (Connection copy = copy()) {
            PlantedBugs bugs = new PlantedBugs(copy);
            long position = bugs.charge().entry().position();

            bugs.execute(
                    """
                    UPDATE event_log.ledger_entries
                    SET amount_micros = amount_micros + CASE account WHEN 'prepaid' THEN -1 ELSE 1 END
                    WHERE position = %d"""
                            .formatted(position));

            assertBroken(copy, "I2", "position " + position);
            assertHolds(copy, "I1");
        }
    }

    @Test
    void aMicroThatOneSideOfTheLedgerLacksIsFound() throws Exception {
        try (Connection copy = copy()) {
            PlantedBugs bugs = new PlantedBugs(copy);
            long position = bugs.charge().entry().position();

            bugs.execute(
                    """
                    UPDATE event_log.ledger_entries SET amount_micros = amount_micros + 1
                    WHERE position = %d AND account = 'revenue'"""
                            .formatted(position));

            assertBroken(copy, "I1", "position " + position);
        }
    }

    @Test
    void aMicroThatABalanceDoesNotKnowOfIsFound() throws Exception {
        try (Connection copy = copy()) {
            PlantedBugs bugs = new PlantedBugs(copy);
            Charged last = bugs.charge();
            ClickCharged right = next(last, last.event().getChargedMicros());

            long position =
                    bugs.append(
                            last.entry(),
                            ClickCharged.newBuilder(right)
                                    .setChargedMicros(right.getChargedMicros() + 1)
                                    .build());

            assertBroken(copy, "I4", "position " + position);
        }
    }

    @Test
    void aMicroMoreThanTheClientWasToldIsFound() throws Exception {
        try (Connection copy = copy()) {
            // given: a charge that agrees with itself, the ledger and the claims
            PlantedBugs bugs = new PlantedBugs(copy);
            Charged last = bugs.charge();
            ClickCharged charged = next(last, last.event().getChargedMicros());
            long position = bugs.append(last.entry(), charged);
            bugs.claim(charged);

            // when
            List<Attempt> attempts = new ArrayList<>(attempts());
            attempts.add(
                    new Attempt(
                            Long.MAX_VALUE,
                            charged.getCampaignId(),
                            0,
                            1,
                            200,
                            charged.getClickId(),
                            "CHARGED",
                            charged.getChargedMicros() - 1,
                            null,
                            0,
                            position));

            // then
            assertThat(rows(copy, attempts, null))
                    .filteredOn(row -> !row.holds())
                    .extracting(Invariants.Row::id)
                    .containsExactly("I5");
        }
    }

    @Test
    void aChargeAboveTheBudgetIsFound() throws Exception {
        try (Connection copy = copy()) {
            PlantedBugs bugs = new PlantedBugs(copy);
            Charged last = bugs.charge();
            long tooMuch =
                    last.event().getDailyBudgetMicros() - last.event().getDaySpentAfterMicros() + 1;

            long position = bugs.append(last.entry(), next(last, tooMuch));

            assertBroken(copy, "I4", "position " + position);
            assertBroken(copy, "I6", "position " + position);
        }
    }

    @Test
    void aClickThatWasRefusedWhileThereWasMoneyIsFound() throws Exception {
        try (Connection copy = copy()) {
            PlantedBugs bugs = new PlantedBugs(copy);
            Charged last = bugs.charge();
            ClickCharged event = last.event();

            long position =
                    bugs.append(
                            last.entry(),
                            ClickNotCharged.newBuilder()
                                    .setClickId(event.getClickId() + "x")
                                    .setAdvertiserId(event.getAdvertiserId())
                                    .setCampaignId(event.getCampaignId())
                                    .setAdId(event.getAdId())
                                    .setOutcome(ClickOutcome.UNBILLED_BUDGET)
                                    .setLimit(BudgetLimit.DAY)
                                    .setPriceMicros(event.getChargedMicros())
                                    .setAt(event.getAt())
                                    .setServedAt(event.getServedAt())
                                    .setDayStart(event.getDayStart())
                                    .setBalanceMicros(event.getBalanceAfterMicros())
                                    .setDaySpentMicros(event.getDaySpentAfterMicros())
                                    .setTotalSpentMicros(event.getTotalSpentAfterMicros())
                                    .setDailyBudgetMicros(event.getDailyBudgetMicros())
                                    .setRulesVersion(event.getRulesVersion())
                                    .build());

            assertBroken(copy, "I4", "position " + position);
        }
    }

    @Test
    void anEventThatWasNeverWrittenIsFound() throws Exception {
        try (Connection copy = copy()) {
            // given
            PlantedBugs bugs = new PlantedBugs(copy);
            List<Attempt> attempts = attempts();
            List<Attempt> decisions =
                    attempts.stream()
                            .filter(Attempt::isDecision)
                            .sorted(Comparator.comparingLong(Attempt::position))
                            .toList();
            Attempt last = decisions.get(decisions.size() - 1);

            // when the last one is missing, the client knows; when an earlier one is, its sequence
            bugs.skip(last.position());
            String lost = finding(rows(copy, attempts, null), "I5");
            bugs.skip(decisions.get(0).position());

            // then
            assertThat(lost).contains(last.clickId());
            assertBroken(copy, "I8", "sequence number");
            assertBroken(copy, "I12", "position");
        }
    }

    @Test
    void anEventThatAReaderSkippedIsFound() throws Exception {
        try (Connection copy = copy()) {
            Blocks seen = new Blocks();
            long skipped = 1_234 % lastPosition(copy);
            read(copy, seen, skipped);

            assertThat(finding(rows(copy, null, seen), "I9"))
                    .contains("positions %d to".formatted((skipped - 1) / 1_000 * 1_000 + 1));
        }
    }

    @Test
    void anEventThatAProjectionSkippedIsFound() throws Exception {
        try (Connection copy = copy()) {
            PlantedBugs bugs = new PlantedBugs(copy);
            long position = bugs.number("SELECT min(position) FROM read_model.ledger_lines");

            bugs.execute("DELETE FROM read_model.ledger_lines WHERE position = " + position);

            assertBroken(copy, "I2", "position " + position);
        }
    }

    private static ClickCharged next(Charged last, long micros) {
        return PlantedBugs.next(last.event(), last.event().getClickId() + "x", micros).build();
    }

    private static void assertBroken(Connection copy, String id, String named) throws Exception {
        assertThat(finding(rows(copy, null, null), id)).contains(named);
    }

    private static void assertHolds(Connection copy, String... ids) throws Exception {
        assertThat(rows(copy, null, null))
                .filteredOn(row -> List.of(ids).contains(row.id()))
                .extracting(Invariants.Row::verdict)
                .containsOnly("holds");
    }

    private static String finding(List<Invariants.Row> rows, String id) {
        Invariants.Row row =
                rows.stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
        assertThat(row.verdict()).as(row.finding().text()).isEqualTo("BROKEN");
        return row.finding().text();
    }

    private static List<Invariants.Row> rows(Connection copy, List<Attempt> attempts, Blocks seen)
            throws Exception {
        List<PublishedHead> heads = SharedStack.get().publishedHeads();
        return Invariants.check(new Evidence(copy, heads, attempts, seen));
    }

    private static void read(Connection copy, Blocks seen, long skipped) throws SQLException {
        try (Statement sql = copy.createStatement();
                ResultSet row =
                        sql.executeQuery("SELECT * FROM event_log.events ORDER BY position")) {
            while (row.next()) {
                var entry = LogRows.entry(row);
                if (entry.position() != skipped) {
                    seen.add(entry.position(), entry.eventIdentifier());
                }
            }
        }
    }

    private static long lastPosition(Connection copy) throws SQLException {
        return new PlantedBugs(copy).number("SELECT max(position) FROM event_log.events");
    }

    /** Rolled back by closing it. */
    private static Connection copy() throws SQLException {
        Connection copy = DriverManager.getConnection(copyUrl);
        copy.setAutoCommit(false);
        return copy;
    }

    private static List<Attempt> attempts() throws Exception {
        return AnswerBook.read(SharedStack.get().bookOf(TAMPER));
    }
}
