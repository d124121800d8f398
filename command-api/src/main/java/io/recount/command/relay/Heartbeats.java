package io.recount.command.relay;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.recount.event.Heartbeat;
import io.recount.wire.AvroCodec;
import io.recount.wire.Headers;
import io.recount.wire.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.EventTrackerStatus;
import org.axonframework.eventhandling.TrackingEventProcessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Tells every partition of {@code ad-events} up to which instant the log is complete there,
 * whenever the relay has caught up with the head. Flink's watermark rests on it.
 */
@Component
class Heartbeats {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeats.class);

    /**
     * An event gets its instant before its transaction commits, and until then the head does not
     * show it; a transaction is over well within this.
     */
    private static final Duration COMMIT_TAKES_AT_MOST = Duration.ofSeconds(2);

    private final Relay relay;
    private final RelayProducer producer;
    private final EventProcessingConfiguration processors;
    private final JdbcClient jdbc;
    private final Clock clock;

    private volatile long lagEvents;
    private volatile Instant caughtUpAt;
    private boolean failing;

    Heartbeats(
            Relay relay,
            RelayProducer producer,
            EventProcessingConfiguration processors,
            JdbcClient jdbc,
            Clock clock,
            MeterRegistry meters) {
        this.relay = relay;
        this.producer = producer;
        this.processors = processors;
        this.jdbc = jdbc;
        this.clock = clock;
        this.caughtUpAt = clock.instant();
        Gauge.builder("recount.relay.lag.events", this, h -> h.lagEvents)
                .description("Positions between the log's head and what Kafka has")
                .register(meters);
        Gauge.builder("recount.relay.lag", this, h -> h.lag().toMillis() / 1e3)
                .description("Time since the relay was last at the log's head")
                .baseUnit("seconds")
                .register(meters);
    }

    private Duration lag() {
        return Duration.between(caughtUpAt, clock.instant());
    }

    @Scheduled(fixedDelayString = "${recount.relay.heartbeat-ms:500}")
    void beat() {
        try {
            Instant before = clock.instant();
            long head =
                    jdbc.sql("SELECT coalesce(max(position), 0) FROM event_log.events")
                            .query(Long.class)
                            .single();
            long relayed = relayedTo();
            lagEvents = relayed < 0 ? head : Math.max(0, head - relayed);
            if (relayed >= 0 && relayed >= head) {
                caughtUpAt = before;
                send(before.minus(COMMIT_TAKES_AT_MOST).truncatedTo(ChronoUnit.MILLIS), relayed);
            }
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                LOG.warn("No heartbeat: {}", e.toString());
            }
            failing = true;
        }
    }

    /** -1 while this instance does not hold the relay's claim. */
    private long relayedTo() {
        return processors
                .eventProcessor(Relay.NAME, TrackingEventProcessor.class)
                .filter(processor -> !processor.isError())
                .flatMap(p -> p.processingStatus().values().stream().findFirst())
                .map(this::relayedTo)
                .orElse(-1L);
    }

    private long relayedTo(EventTrackerStatus status) {
        return relay.relayedTo() >= 0 ? relay.relayedTo() : status.getCurrentPosition().orElse(0);
    }

    private void send(Instant completeTo, long position) {
        byte[] beat = AvroCodec.encode(new Heartbeat(completeTo, position));
        List<ProducerRecord<String, byte[]>> beats =
                IntStream.range(0, Topic.AD_EVENTS.partitions())
                        .mapToObj(partition -> message(partition, completeTo, beat))
                        .toList();
        producer.sendAll(beats);
    }

    private static ProducerRecord<String, byte[]> message(
            int partition, Instant completeTo, byte[] beat) {
        var message =
                new ProducerRecord<String, byte[]>(
                        Topic.AD_EVENTS.topicName(),
                        partition,
                        completeTo.toEpochMilli(),
                        "heartbeat",
                        beat);
        String id = "heartbeat/" + partition + "/" + completeTo.toEpochMilli();
        message.headers().add(Headers.EVENT_ID, id.getBytes(StandardCharsets.UTF_8));
        return message;
    }
}
