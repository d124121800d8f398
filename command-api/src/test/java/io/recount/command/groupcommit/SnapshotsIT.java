package io.recount.command.groupcommit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.recount.command.Ids;
import io.recount.command.budget.ChangeAdvertiser;
import io.recount.command.budget.ChangeAdvertiser.Changed;
import io.recount.command.budget.DecideClick.Decided;
import io.recount.event.BudgetSnapshot;
import io.recount.event.ClickOutcome;
import io.recount.http.IfMatch;
import io.recount.ops.parts.RealParts;
import io.recount.wire.AvroCodec;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One instance writes a budget's history, another one meets it for the first time. */
class SnapshotsIT {
    private static final int CLICKS = 50;
    private static final int EVERY = 40; // So one snapshot is due, and no later one mends it.
    private static final long BALANCE = 100 * MoneySide.PRICE;

    private static MoneySide writer;
    private static MoneySide another;

    @BeforeAll
    static void start() {
        String database = RealParts.postgres().newDatabase();
        writer = new MoneySide(database, "--recount.budget.snapshot-every=" + EVERY);
        another = new MoneySide(database);
    }

    @AfterAll
    static void stop() {
        writer.close();
        another.close();
    }

    @Test
    void aBudgetGoesOnFromItsSnapshotAndTheEventsBehindIt() {
        // given
        String advertiserId = longHistory();
        rename(advertiserId, "kept");

        // when
        var nothing =
                new ChangeAdvertiser(
                        advertiserId, null, null, new IfMatch(Set.of("*")), MoneySide.now());
        Changed unchanged = another.send(nothing, Changed.class);
        Decided decided = another.click(advertiserId, Ids.newClickId(advertiserId));

        // then
        assertThat(unchanged.name()).as("only the snapshot calls it so").isEqualTo("kept");
        assertThat(unchanged.sequence()).isEqualTo(CLICKS + 3);
        isTheNext(decided);
        LogChecks.allHold(another.jdbc());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "payload = '\\x00'",
                "payload = substring(payload FROM 1 FOR length(payload) - 1)",
                "payload = set_byte(payload, 5, 255 - get_byte(payload, 5))",
                "payload_type = 'io.recount.event.FundsDeposited'",
                "payload_type = 'io.recount.command.budget.Budget'"
            })
    void aBrokenSnapshotIsLeftAside(String harm) {
        // given
        String advertiserId = longHistory();
        writer.jdbc()
                .sql("UPDATE event_log.snapshots SET " + harm + " WHERE aggregate_identifier = ?")
                .param(advertiserId)
                .update();

        // when
        Decided decided = another.click(advertiserId, Ids.newClickId(advertiserId));

        // then
        isTheNext(decided);
        LogChecks.allHold(another.jdbc());
    }

    @Test
    void noFollowerOfTheLogMeetsASnapshot() {
        longHistory();

        assertThat(
                        LogChecks.count(
                                writer.jdbc(),
                                "SELECT count(*) FROM event_log.events"
                                        + " WHERE payload_type LIKE '%Snapshot'"))
                .isZero();
    }

    private static void isTheNext(Decided decided) {
        assertThat(decided.outcome()).isEqualTo(ClickOutcome.CHARGED);
        assertThat(decided.balanceMicros()).isEqualTo(BALANCE - (CLICKS + 1) * MoneySide.PRICE);
        assertThat(decided.sequence()).isEqualTo(CLICKS + 4);
    }

    /** An advertiser whose budget has a snapshot; returned when that is there. */
    private static String longHistory() {
        String advertiserId = writer.advertiser(BALANCE);
        for (int i = 0; i < CLICKS; i++) {
            writer.click(advertiserId, Ids.newClickId(advertiserId));
        }
        String kept =
                "SELECT count(*) FROM event_log.snapshots WHERE aggregate_identifier = '%s'"
                        .formatted(advertiserId);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> LogChecks.count(writer.jdbc(), kept) == 1);
        return advertiserId;
    }

    private static BudgetSnapshot snapshot(String advertiserId) {
        byte[] payload =
                writer.jdbc()
                        .sql(
                                "SELECT payload FROM event_log.snapshots"
                                        + " WHERE aggregate_identifier = ?")
                        .param(advertiserId)
                        .query(byte[].class)
                        .single();
        return AvroCodec.decode(payload, BudgetSnapshot.class);
    }

    private static void rename(String advertiserId, String name) {
        BudgetSnapshot renamed =
                BudgetSnapshot.newBuilder(snapshot(advertiserId)).setName(name).build();
        writer.jdbc()
                .sql("UPDATE event_log.snapshots SET payload = ? WHERE aggregate_identifier = ?")
                .param(AvroCodec.encode(renamed))
                .param(advertiserId)
                .update();
    }
}
