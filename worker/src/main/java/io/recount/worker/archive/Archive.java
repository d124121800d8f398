package io.recount.worker.archive;

import io.recount.event.Heartbeat;
import io.recount.wire.Topic;
import io.recount.wire.UnreadableMessageException;
import io.recount.worker.inbox.TopicReading;
import io.recount.worker.retention.DayPartitions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Copies {@code ad-events} into {@code analytics.raw_events}, in a consumer group of its own and by
 * no other way than the bytes themselves, so that it can bear witness for and against the stream.
 * What comes twice on the topic stands here twice; heartbeats are left out.
 */
@Component
class Archive implements TopicReading<RawEvent> {
    private static final String TABLE = "raw_events";
    private static final int COLUMNS = 15;
    private static final String COPY =
            """
            COPY analytics.raw_events ("partition", kafka_offset, event_id, kind, at,
                advertiser_id, campaign_id, ad_id, click_id, outcome, amount_micros,
                log_position, key, payload, archived_at) FROM STDIN (FORMAT binary)""";

    private final JdbcTemplate jdbc;
    private final DayPartitions partitions;
    private final Clock clock;

    Archive(JdbcTemplate jdbc, DayPartitions partitions, Clock clock) {
        this.jdbc = jdbc;
        this.partitions = partitions;
        this.clock = clock;
    }

    @Override
    public Topic topic() {
        return Topic.AD_EVENTS;
    }

    @Override
    public String group() {
        return "archive";
    }

    @Override
    public boolean isSideBySide() {
        return true;
    }

    @Override
    public RawEvent read(ConsumerRecord<byte[], byte[]> message) {
        RawEvent event = RawEvent.of(message);
        if (!isHeartbeat(event) && !partitions.reaches(event.at())) {
            throw new UnreadableMessageException("Of a day that is not archived: " + event.at());
        }
        return event;
    }

    @Override
    public void apply(List<RawEvent> events) {
        List<RawEvent> kept = events.stream().filter(event -> !isHeartbeat(event)).toList();
        if (kept.isEmpty()) {
            return;
        }
        partitions.ensure(TABLE, kept.stream().map(RawEvent::at).toList());
        Instant now = clock.instant();
        BinaryCopy rows = new BinaryCopy();
        kept.forEach(event -> rows.row(COLUMNS, copy -> write(event, now, copy)));
        jdbc.execute(
                (ConnectionCallback<Long>)
                        connection -> {
                            try {
                                return connection
                                        .unwrap(PGConnection.class)
                                        .getCopyAPI()
                                        .copyIn(COPY, rows.finished());
                            } catch (IOException e) {
                                throw new UncheckedIOException("COPY was cut off", e);
                            }
                        });
    }

    private static boolean isHeartbeat(RawEvent event) {
        return event.content() instanceof Heartbeat;
    }

    private static void write(RawEvent event, Instant now, BinaryCopy copy) {
        copy.int4(event.message().partition());
        copy.int8(event.message().offset());
        copy.text(event.eventId());
        copy.text(event.kind());
        copy.timestamp(event.at());
        copy.text(event.text("advertiserId"));
        copy.text(event.text("campaignId"));
        copy.text(event.text("adId"));
        copy.text(event.text("clickId"));
        copy.text(event.text("outcome"));
        copy.int8(event.amountMicros());
        copy.int8(event.logPosition());
        copy.bytes(event.message().key());
        copy.bytes(event.message().value());
        copy.timestamp(now);
    }
}
