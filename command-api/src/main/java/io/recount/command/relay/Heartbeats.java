package io.recount.command.relay;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.recount.event.Heartbeat;
import io.recount.eventlog.LogHead;
import io.recount.wire.AvroCodec;
import io.recount.wire.Headers;
import io.recount.wire.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.EventTrackerStatus;
import org.axonframework.eventhandling.TrackingEventProcessor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Tells every partition of {@code ad-events} up to which instant the log is complete there,
 * whenever the relay has caught up with the head. Flink's watermark rests on it.
 *
 * <p>The clock is read first, then the append lock is taken, then the head is read. Whatever was
 * decided for an instant two seconds before that clock or earlier had begun under the lock by then,
 * so taking the lock has waited for its end, and the head shows it. A writer that stalls delays the
 * heartbeat as it delays the log. Without the lock an append in flight would be missed.
 */
@Component
class Heartbeats {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeats.class);

    /**
     * Every command begins under the log's append lock within this time of its instant, or is
     * refused.
     */
    private static final Duration BEGUN_WITHIN = Duration.ofSeconds(2);

    private final Relay relay;
    private final RelayProducer producer;
    private final EventProcessingConfiguration processors;
    private final LogHead log;
    private final TransactionTemplate transaction;
    private final Clock clock;

    private volatile long lagEvents;
    private volatile Instant caughtUpAt;
    private @Nullable Mark waiting;
    private boolean failing;

    /** All that was decided two seconds before {@code at} stands at or before {@code head}. */
    private record Mark(Instant at, long head) {}

    Heartbeats(
            Relay relay,
            RelayProducer producer,
            EventProcessingConfiguration processors,
            LogHead log,
            PlatformTransactionManager transactions,
            Clock clock,
            MeterRegistry meters) {
        this.relay = relay;
        this.producer = producer;
        this.processors = processors;
        this.log = log;
        this.transaction = new TransactionTemplate(transactions);
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
            Mark now = new Mark(clock.instant(), headBehindTheLock());
            long relayed = relayedTo();
            lagEvents = relayed < 0 ? now.head() : Math.max(0, now.head() - relayed);
            if (relayed < 0) {
                waiting = null;
            } else {
                tellWhatIsComplete(now, relayed);
            }
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                LOG.warn("No heartbeat: {}", e.toString());
            }
            failing = true;
        }
    }

    /**
     * Under load the relay is always a little behind the newest head, so what counts is also the
     * head of an earlier beat.
     */
    private void tellWhatIsComplete(Mark now, long relayed) {
        Mark oldest = waiting == null ? now : waiting;
        if (relayed >= now.head()) {
            waiting = null;
            send(now, relayed);
        } else if (relayed >= oldest.head()) {
            waiting = now;
            send(oldest, relayed);
        } else {
            waiting = oldest;
        }
    }

    private long headBehindTheLock() {
        Long head = transaction.execute(status -> log.lock().position());
        return Objects.requireNonNull(head);
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

    private void send(Mark mark, long position) {
        caughtUpAt = mark.at();
        Instant completeTo = mark.at().minus(BEGUN_WITHIN).truncatedTo(ChronoUnit.MILLIS);
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
