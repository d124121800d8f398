package io.recount.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.recount.event.Heartbeat;
import io.recount.wire.AvroCodec;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.ReplayToken;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.messaging.MetaData;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;
import org.junit.jupiter.api.Test;

class AvroEventSerializerTest {
    private static final Heartbeat EVENT =
            new Heartbeat(Instant.parse("2026-11-16T03:00:00.123Z"), 7L);

    private final Serializer general = new EventLogAutoConfiguration().serializer();
    private final Serializer events = new AvroEventSerializer(general);

    @Test
    void anEventsBytesAreThoseOfTheWire() {
        SerializedObject<byte[]> stored = events.serialize(EVENT, byte[].class);

        assertThat(stored.getData()).isEqualTo(AvroCodec.encode(EVENT));
        assertThat(stored.getType().getName()).isEqualTo("io.recount.event.Heartbeat");
        assertThat(events.<byte[], Object>deserialize(stored)).isEqualTo(EVENT);
    }

    @Test
    void whatIsNoRecordOfOursIsRefusedAndNotStoredAsSomethingElse() {
        for (Object other : List.of("text", 7L, List.of(EVENT), new Object())) {
            assertThatThrownBy(() -> events.serialize(other, byte[].class))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("recount.avdl");
        }
    }

    @Test
    void metaDataIsJson() {
        MetaData metaData = MetaData.from(Map.of("actorKeyId", "local-operator"));

        SerializedObject<byte[]> stored = events.serialize(metaData, byte[].class);

        assertThat(stored.getData()).asString().isEqualTo("{\"actorKeyId\":\"local-operator\"}");
        assertThat(events.<byte[], Object>deserialize(stored)).isEqualTo(metaData);
    }

    @Test
    void tokensOfAReplayComeBackAsTheyWere() {
        TrackingToken token =
                ReplayToken.createReplayToken(
                        new GlobalSequenceTrackingToken(9), new GlobalSequenceTrackingToken(2));

        SerializedObject<byte[]> stored = general.serialize(token, byte[].class);

        assertThat(general.<byte[], Object>deserialize(stored)).isEqualTo(token);
    }

    @Test
    void aTakenKeyIsToldFromOtherFailuresAlsoInABatch() {
        DuplicateKeys keys = new DuplicateKeys();
        SQLException taken = new SQLException("duplicate key", "23505");
        BatchUpdateException batch = new BatchUpdateException();
        batch.setNextException(taken);

        assertThat(keys.isDuplicateKeyViolation(new IllegalStateException(taken))).isTrue();
        assertThat(keys.isDuplicateKeyViolation(batch)).isTrue();
        assertThat(keys.isDuplicateKeyViolation(new SQLException("gone", "08006"))).isFalse();
    }
}
