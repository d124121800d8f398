package io.recount.command.relay;

import io.recount.wire.Headers;
import io.recount.wire.Topic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.ReplayToken;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.serialization.Serializer;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Follows the log and hands the events of Budget on to {@code ad-events}, byte for byte. A batch is
 * one unit of work: it is sent and acknowledged before the position moves, so a crash or an outage
 * means that it is sent again, never that it is skipped. The claim on the position's row lets one
 * relay run at a time.
 */
@Component
@ProcessingGroup(Relay.NAME)
class Relay {
    static final String NAME = "relay";

    private static final String BUDGET = "Budget";
    private static final String BATCH = Relay.class.getName();

    private final RelayProducer producer;
    private final Serializer eventSerializer;
    private final JdbcClient jdbc;
    private volatile long relayedTo = -1;

    Relay(
            RelayProducer producer,
            @Qualifier("eventSerializer") Serializer eventSerializer,
            JdbcClient jdbc) {
        this.producer = producer;
        this.eventSerializer = eventSerializer;
        this.jdbc = jdbc;
    }

    /** The last position brought to Kafka since this process started; -1 when none was. */
    long relayedTo() {
        return relayedTo;
    }

    @EventHandler(payloadType = SpecificRecord.class) // Not as a parameter: that would decode it.
    void on(DomainEventMessage<?> event, TrackingToken token, UnitOfWork<?> unitOfWork) {
        if (ReplayToken.isReplay(token)) {
            return; // What was relayed once is not told again.
        }
        long position = token.position().orElseThrow();
        Batch batch = unitOfWork.getOrComputeResource(BATCH, key -> begin(unitOfWork));
        batch.position = position;
        if (BUDGET.equals(event.getType())) {
            batch.messages.add(message(event, position));
        }
    }

    private Batch begin(UnitOfWork<?> unitOfWork) {
        Batch batch = new Batch();
        // Kafka has 15 s to take a batch, and this transaction waits for it. It never appends.
        jdbc.sql(
                        """
                        SET LOCAL idle_in_transaction_session_timeout = '20s';
                        SET LOCAL transaction_timeout = '25s'""")
                .update();
        unitOfWork.onPrepareCommit(u -> producer.sendAll(batch.messages));
        unitOfWork.afterCommit(u -> relayedTo = batch.position);
        return batch;
    }

    private ProducerRecord<String, byte[]> message(DomainEventMessage<?> event, long position) {
        // The stored bytes: the event came out of the log by this very serializer.
        byte[] bytes = event.serializePayload(eventSerializer, byte[].class).getData();
        var message =
                new ProducerRecord<>(
                        Topic.AD_EVENTS.topicName(),
                        null,
                        event.getTimestamp().toEpochMilli(),
                        event.getAggregateIdentifier(),
                        bytes);
        message.headers()
                .add(Headers.EVENT_ID, utf8(event.getIdentifier()))
                .add(Headers.SEQUENCE, utf8(Long.toString(event.getSequenceNumber())))
                .add(Headers.POSITION, utf8(Long.toString(position)));
        return message;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static final class Batch {
        private final List<ProducerRecord<String, byte[]>> messages = new ArrayList<>();
        private long position;
    }
}
