package io.recount.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.recount.event.FundsDeposited;
import io.recount.event.Heartbeat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AvroCodecTest {
    private static final FundsDeposited DEPOSIT =
            FundsDeposited.newBuilder()
                    .setAdvertiserId("A")
                    .setAmountMicros(5_000_000)
                    .setBalanceAfterMicros(5_000_000)
                    .setReference("이체 1")
                    .setAt(Instant.parse("2026-11-18T05:32:08.123Z"))
                    .build();

    @Test
    void givesBackWhatItWasGiven() {
        assertThat(AvroCodec.decode(AvroCodec.encode(DEPOSIT))).isEqualTo(DEPOSIT);
    }

    @Test
    void refusesWhatIsNotARecord() {
        assertThatThrownBy(
                        () ->
                                AvroCodec.decode(
                                        "{\"not\": \"avro\"}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnreadableMessageException.class)
                .hasMessageContaining("single-object");
    }

    @Test
    void refusesASchemaThatWasNeverReleased() {
        byte[] bytes = AvroCodec.encode(DEPOSIT);
        bytes[5] ^= 1;
        assertThatThrownBy(() -> AvroCodec.decode(bytes))
                .isInstanceOf(UnreadableMessageException.class)
                .hasMessageContaining("Unknown schema");
    }

    @Test
    void refusesABodyCutShort() {
        byte[] bytes = AvroCodec.encode(DEPOSIT);
        assertThatThrownBy(() -> AvroCodec.decode(Arrays.copyOf(bytes, 14)))
                .isInstanceOf(UnreadableMessageException.class)
                .hasMessageContaining("FundsDeposited");
    }

    @Test
    void refusesAnotherTypeThanAsked() {
        byte[] bytes = AvroCodec.encode(DEPOSIT);
        assertThatThrownBy(() -> AvroCodec.decode(bytes, Heartbeat.class))
                .hasMessageContaining("Expected Heartbeat, found FundsDeposited");
    }
}
