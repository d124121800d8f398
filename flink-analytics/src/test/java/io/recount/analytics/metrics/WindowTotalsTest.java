package io.recount.analytics.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.analytics.stream.Arm;
import io.recount.analytics.stream.TopicMessage;
import io.recount.analytics.stream.VersionedHash;
import io.recount.event.ArmWindowResult;
import io.recount.event.MetricScope;
import io.recount.event.WindowResult;
import io.recount.wire.AvroCodec;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WindowTotalsTest {
    private static final long START = 1_700_000_040_000L;
    private static final Subject AD = new Subject(Subject.Kind.AD, "adv-a", "", "adv", "adv-c");
    private static final Totals TOTALS = new Totals(10, 3, 1, 2, 570_000_000, 1, 70_000_000, 17);

    @Test
    void goesToKafkaAsAWindowResultUnderTheIdOfWhatWasMeasured() {
        // when
        TopicMessage message =
                new WindowTotals(AD, START, 60_000, TOTALS, false, false, START + 5_000)
                        .toMessage();
        // then
        assertThat(message.key()).isEqualTo("adv-a");
        assertThat(AvroCodec.decode(message.value(), WindowResult.class))
                .isEqualTo(
                        WindowResult.newBuilder()
                                .setScope(MetricScope.AD)
                                .setId("adv-a")
                                .setAdvertiserId("adv")
                                .setCampaignId("adv-c")
                                .setWindowStart(Instant.ofEpochMilli(START))
                                .setWindowMs(60_000)
                                .setImpressions(10)
                                .setClicks(3)
                                .setInvalidClicks(1)
                                .setConversionCount(2)
                                .setCostMicros(570_000_000)
                                .setCreditedClicks(1)
                                .setCreditedMicros(70_000_000)
                                .setRevision(17)
                                .setComplete(false)
                                .setComputedAt(Instant.ofEpochMilli(START + 5_000))
                                .build());
    }

    @Test
    void toldAgainItHasTheSameIdWhateverTheClockSays() {
        // given
        var first = new WindowTotals(AD, START, 60_000, TOTALS, false, false, 1);
        var again = new WindowTotals(AD, START, 60_000, TOTALS, false, false, 2);
        var complete = new WindowTotals(AD, START, 60_000, TOTALS, false, true, 2);
        var hour = new WindowTotals(AD, START, 3_600_000, TOTALS, false, false, 1);
        var late = new WindowTotals(AD, START, 60_000, TOTALS, true, true, 1);
        // then
        assertThat(first.toMessage().eventId())
                .isEqualTo("AD/adv-a/PT1M/1700000040000/17")
                .isEqualTo(again.toMessage().eventId());
        assertThat(complete.toMessage().eventId())
                .isEqualTo("AD/adv-a/PT1M/1700000040000/17/complete");
        assertThat(hour.toMessage().eventId()).isEqualTo("AD/adv-a/PT1H/1700000040000/17");
        assertThat(late.toMessage().eventId()).isEqualTo("AD/adv-a/PT1M/1700000040000/17/late");
    }

    @Test
    void anArmGoesUnderItsExperimentAndNotToRedis() {
        // given
        Subject arm = Subject.arm(new Arm("x1", "B"));
        var told = new WindowTotals(arm, START, 60_000, TOTALS, false, true, 1);
        // when
        ArmWindowResult result = AvroCodec.decode(told.toMessage().value(), ArmWindowResult.class);
        // then
        assertThat(told.toMessage().key()).isEqualTo("x1");
        assertThat(result.getArm()).isEqualTo("B");
        assertThat(result.getCostMicros()).isEqualTo(570_000_000);
        assertThat(told.isForRedis()).isFalse();
    }

    @Test
    void inRedisALaterWindowIsNewerThenALargerRevisionThenACompleteOne() {
        // given
        VersionedHash early = hash(START, 16, false);
        VersionedHash complete = hash(START, 16, true);
        VersionedHash larger = hash(START, 17, false);
        VersionedHash nextMinute = hash(START + 60_000, 1, false);
        // then
        assertThat(complete.isNewerThan(early)).isTrue();
        assertThat(larger.isNewerThan(complete)).isTrue();
        assertThat(nextMinute.isNewerThan(larger)).isTrue();
        assertThat(early.isNewerThan(early)).isFalse();
    }

    private static VersionedHash hash(long start, long revision, boolean complete) {
        Totals totals = new Totals(revision, 0, 0, 0, 0, 0, 0, revision);
        return new WindowTotals(AD.campaign(), start, 60_000, totals, false, complete, 0).toHash();
    }
}
