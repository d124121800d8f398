package io.recount.projections.deadletter;

import static io.recount.projections.SampleLog.WON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.recount.event.AdvertiserRegistered;
import io.recount.event.ClickCharged;
import io.recount.projections.RunningProjections;
import io.recount.projections.SampleLog;
import io.recount.projections.deadletter.DeadLetters.DeadLetter;
import io.recount.wire.AvroCodec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadLettersIT {
    private static final byte[] NOT_AVRO = "not avro".getBytes(StandardCharsets.UTF_8);

    private RunningProjections projections;
    private SampleLog broken;
    private SampleLog sound;

    @BeforeEach
    void start() {
        projections = new RunningProjections();
        broken = new SampleLog(projections, "broken").register().deposit(1_000 * WON).campaign();
        sound = new SampleLog(projections, "sound").register().deposit(1_000 * WON).campaign();
        projections.awaitCaughtUp();
        projections.awaitRedisReady();
    }

    @AfterEach
    void stop() {
        projections.close();
    }

    @Test
    void parksABrokenEventWithItsCauseAndWhatFollowsItInItsAggregateOnly() {
        // when
        projections.logBytes("broken", ClickCharged.class.getName(), NOT_AVRO);
        broken.deposit(5 * WON);
        sound.click();
        projections.awaitCaughtUp();

        // then
        assertThat(lettersOf("spend"))
                .extracting(letter -> letter.cause() == null)
                .containsExactly(false, true);
        DeadLetter first = lettersOf("spend").get(0);
        assertThat(first.sequence()).isEqualTo("broken");
        assertThat(first.cause().message()).contains("Not a single-object encoded record");
        assertThat(clicksOf("sound-c1")).containsExactly(1L);
        assertThat(balanceOf("broken")).isEqualTo(1_000 * WON);
    }

    @Test
    void aRetryAfterRepairHandlesTheEventAndAllThatWaitedBehindIt() {
        // given
        projections.logBytes("broken", ClickCharged.class.getName(), NOT_AVRO);
        ClickCharged meant = broken.nextClick();
        broken.deposit(5 * WON);
        projections.awaitCaughtUp();
        String id = lettersOf("campaign").get(0).id();
        assertThat(post(id, "retry").status()).isEqualTo(409);
        assertThat(post(id, "retry").body()).contains("STILL_BROKEN");

        // when
        projections
                .jdbc()
                .sql(
                        """
                        UPDATE read_model.dead_letter_entry SET payload = ?
                        WHERE cause_type IS NOT NULL""")
                .param(AvroCodec.encode(meant))
                .update();
        for (String projection : List.of("campaign", "spend", "counters", "experiment")) {
            assertThat(post(lettersOf(projection).get(0).id(), "retry").status()).isEqualTo(200);
        }

        // then
        assertThat(letters()).isEmpty();
        assertThat(balanceOf("broken")).isEqualTo(935 * WON);
        assertThat(clicksOf("broken-c1")).containsExactly(1L);
        broken.click();
        projections.awaitCaughtUp();
        assertThat(clicksOf("broken-c1")).containsExactly(2L);
        assertThat(letters()).isEmpty();
    }

    @Test
    void aDiscardLetsTheEventGoAndHandlesWhatWaitedBehindIt() {
        // given
        projections.logBytes("broken", ClickCharged.class.getName(), NOT_AVRO);
        broken.deposit(5 * WON);
        projections.awaitCaughtUp();

        // when
        DeadLetter head = lettersOf("campaign").get(0);
        assertThat(post(head.id(), "discard").status()).isEqualTo(200);

        // then
        assertThat(lettersOf("campaign")).isEmpty();
        assertThat(balanceOf("broken")).isEqualTo(1_005 * WON);
        assertThat(post(head.id(), "discard").status()).isEqualTo(404);
    }

    @Test
    void parksWhatOnlyTheDatabaseRefuses() {
        // given: text that decodes but that no table takes
        projections.log(
                "nul", new AdvertiserRegistered("nul", "a\0b", "KRW", "Asia/Seoul", SampleLog.AT));
        sound.click();

        // when
        projections.awaitCaughtUp();

        // then
        assertThat(lettersOf("campaign")).hasSize(1);
        assertThat(lettersOf("campaign").get(0).cause().type()).contains("DataIntegrity");
        assertThat(balanceOf("sound")).isEqualTo(930 * WON);
    }

    @Test
    void parksAnEventOfANewerRelease() {
        // when
        projections.logBytes("broken", "io.recount.event.FromTheFuture", NOT_AVRO);
        sound.click();
        projections.awaitCaughtUp();

        // then
        assertThat(letters())
                .extracting(DeadLetter::projection)
                .containsExactlyInAnyOrder(
                        "campaign", "catalogue", "counters", "experiment", "review", "spend");
    }

    @Test
    void aReplayTriesWhatWasParkedAgain() {
        // given
        projections.logBytes("broken", ClickCharged.class.getName(), NOT_AVRO);
        projections.awaitCaughtUp();
        repairTheLog();

        // when
        projections.call("POST", "/v1/projections/spend/replays", "local-auditor");

        // then
        await().atMost(RunningProjections.LIMIT)
                .until(() -> clicksOf("broken-c1"), List.of(1L)::equals);
        assertThat(lettersOf("spend")).isEmpty();
    }

    /** As nobody may in earnest. */
    private void repairTheLog() {
        var jdbc = projections.jdbc();
        jdbc.sql("ALTER TABLE event_log.events DISABLE TRIGGER append_only").update();
        jdbc.sql("UPDATE event_log.events SET payload = ? WHERE payload = ?")
                .params(AvroCodec.encode(broken.nextClick()), NOT_AVRO)
                .update();
        jdbc.sql("ALTER TABLE event_log.events ENABLE TRIGGER append_only").update();
    }

    @Test
    void showsThemToAuditorsAndSettlesThemForOperators() {
        // given
        projections.logBytes("broken", ClickCharged.class.getName(), NOT_AVRO);
        projections.awaitCaughtUp();
        String id = lettersOf("spend").get(0).id();

        // when, then
        var list = projections.call("GET", "/v1/dead-letters?projection=spend", "local-auditor");
        assertThat(list.status()).isEqualTo(200);
        assertThat(list.body()).contains(id, "UnreadableMessageException", "\"nextCursor\":null");
        assertThat(
                        projections
                                .call(
                                        "POST",
                                        "/v1/dead-letters/" + id + "/discard",
                                        "local-auditor")
                                .status())
                .isEqualTo(403);
        assertThat(post("no-such-letter", "retry").status()).isEqualTo(404);
    }

    private RunningProjections.Answer post(String id, String action) {
        return projections.call("POST", "/v1/dead-letters/" + id + "/" + action, "local-operator");
    }

    private List<DeadLetter> letters() {
        return projections.bean(DeadLetters.class).list(null, null, 100);
    }

    private List<DeadLetter> lettersOf(String projection) {
        return projections.bean(DeadLetters.class).list(projection, null, 100);
    }

    private List<Long> clicksOf(String campaignId) {
        return projections
                .jdbc()
                .sql("SELECT clicks FROM read_model.spend WHERE campaign_id = ?")
                .param(campaignId)
                .query(Long.class)
                .list();
    }

    private long balanceOf(String advertiserId) {
        return projections
                .jdbc()
                .sql("SELECT balance_micros FROM read_model.advertisers WHERE advertiser_id = ?")
                .param(advertiserId)
                .query(Long.class)
                .single();
    }
}
