package io.recount.analytics.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.analytics.stream.TopicMessage;
import io.recount.analytics.stream.VersionedHash;
import io.recount.event.MetricScope;
import io.recount.event.WindowResult;
import io.recount.wire.AvroCodec;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MinuteResultTest {
    private static final long START = 1_700_000_040_000L;
    private static final Totals TOTALS = new Totals("adv", "adv-c", 10, 3, 1, 2, 570_000_000, 16);

    @Test
    void goesToKafkaAsAWindowResultUnderTheIdOfWhatWasMeasured() {
        // when
        TopicMessage message =
                new MinuteResult(MetricScope.AD, "adv-a", START, TOTALS, false, START + 5_000)
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
                                .setRevision(16)
                                .setComplete(false)
                                .setComputedAt(Instant.ofEpochMilli(START + 5_000))
                                .build());
    }

    @Test
    void toldAgainItHasTheSameIdWhateverTheClockSays() {
        // given
        var first = new MinuteResult(MetricScope.AD, "adv-a", START, TOTALS, false, 1);
        var again = new MinuteResult(MetricScope.AD, "adv-a", START, TOTALS, false, 2);
        var complete = new MinuteResult(MetricScope.AD, "adv-a", START, TOTALS, true, 2);
        // then
        assertThat(first.toMessage().eventId())
                .isEqualTo("AD/adv-a/1700000040000/16")
                .isEqualTo(again.toMessage().eventId());
        assertThat(complete.toMessage().eventId()).isEqualTo("AD/adv-a/1700000040000/16/complete");
    }

    @Test
    void inRedisALaterMinuteIsNewerThenALargerRevisionThenACompleteOne() {
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
        Totals totals = new Totals("adv", "adv-c", revision, 0, 0, 0, 0, revision);
        return new MinuteResult(MetricScope.CAMPAIGN, "adv-c", start, totals, complete, 0).toHash();
    }
}
