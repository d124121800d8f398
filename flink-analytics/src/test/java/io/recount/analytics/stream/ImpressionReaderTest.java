package io.recount.analytics.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.recount.analytics.AdEventSamples;
import io.recount.event.ExperimentArm;
import io.recount.event.Impression;
import io.recount.wire.AvroCodec;
import io.recount.wire.UnreadableMessageException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImpressionReaderTest {
    private static final Instant AT = Instant.parse("2026-11-18T05:32:08.123Z");
    private static final Impression SLIM =
            AdEventSamples.impression("k1", AdEventSamples.CAMPAIGN + "-a1", AT);
    private static final Impression FULL =
            Impression.newBuilder(SLIM)
                    .setServedAt(AT.minusSeconds(3))
                    .setSlot(2)
                    .setVisitor("방문자")
                    .setNetwork("network")
                    .setArms(List.of(new ExperimentArm("price", "a"), new ExperimentArm("x", "b")))
                    .setPublisher("publisher")
                    .setAgentClass("BROWSER")
                    .setNetworkClass("PUBLIC")
                    .build();

    private final ImpressionReader reader = new ImpressionReader();

    @Test
    void readsTodaysVersion() {
        // when it fails: read the new version's fields, and let Avro read the last one
        assertThat(ImpressionReader.reads(AvroCodec.encode(SLIM))).isTrue();
        assertThat(ImpressionReader.reads(AvroCodec.encode(AdEventSamples.heartbeat(AT))))
                .isFalse();
    }

    @Test
    void readsWhatAvroReads() {
        for (Impression shown : List.of(FULL, SLIM, FULL)) {
            assertThat(reader.read(AvroCodec.encode(shown)))
                    .usingRecursiveComparison()
                    .isEqualTo(ImpressionReader.of(shown));
        }
    }

    @Test
    void bytesThatAreCutShortAreUnreadable() {
        // given
        byte[] whole = AvroCodec.encode(FULL);
        for (int length = 11; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            // then
            assertThatThrownBy(() -> reader.read(cut))
                    .isInstanceOf(UnreadableMessageException.class);
        }
    }
}
