package io.recount.ops.bench;

import io.recount.wire.AvroCodec;
import io.recount.wire.Headers;
import io.recount.wire.Topic;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Hands the worker messages of a topic and watches how they arrive in the database. */
final class TopicRound implements AutoCloseable {
    private static final long LIMIT_NS = TimeUnit.MINUTES.toNanos(2);
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(2);

    private final WorkerProcess worker;
    private final Topic topic;
    private final KafkaProducer<byte[], byte[]> producer;

    TopicRound(WorkerProcess worker, Topic topic) {
        this.worker = worker;
        this.topic = topic;
        this.producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                worker.bootstrapServers(),
                                // As the stream's own sink.
                                "linger.ms",
                                "5",
                                "acks",
                                "all"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    record Message(String key, String eventId, SpecificRecord content) {
        ProducerRecord<byte[], byte[]> on(Topic topic) {
            var record =
                    new ProducerRecord<>(topic.topicName(), bytes(key), AvroCodec.encode(content));
            record.headers().add(Headers.EVENT_ID, bytes(eventId));
            return record;
        }

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    /**
     * All lie on the broker before the worker may take the first.
     *
     * @return messages per second, from then until the last one is committed
     */
    @SuppressWarnings("FutureReturnValueIgnored") // What is not sent is never done, which shows.
    double drain(List<Message> messages) throws SQLException, InterruptedException {
        long before = worker.done(topic);
        worker.halt();
        messages.forEach(message -> producer.send(message.on(topic)));
        producer.flush();
        long begun = System.nanoTime();
        worker.goOn();
        while (worker.done(topic) < before + messages.size()) {
            if (System.nanoTime() - begun > LIMIT_NS) {
                throw new IllegalStateException("The worker does not come to the end");
            }
            LockSupport.parkNanos(LOOK_NS);
        }
        return messages.size() * 1e9 / (System.nanoTime() - begun);
    }

    /**
     * At an even pace.
     *
     * @return from the moment that a message was due until it is seen committed; looked at every 2
     *     ms
     */
    @SuppressWarnings("FutureReturnValueIgnored") // As above.
    Histogram paced(List<Message> messages, int perSecond) throws InterruptedException {
        List<ProducerRecord<byte[], byte[]>> records =
                messages.stream().map(message -> message.on(topic)).toList();
        // Moved out of the young generation now: pauses of this collector are no worker's latency.
        System.gc();
        CommitTimes times = new CommitTimes(worker, topic);
        times.start();
        long start = System.nanoTime();
        for (int i = 0; i < records.size(); i++) {
            long due = start + i * 1_000_000_000L / perSecond;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            producer.send(
                    records.get(i),
                    (metadata, e) -> {
                        if (e == null) {
                            times.sent(metadata.partition(), metadata.offset(), due);
                        }
                    });
        }
        producer.flush();
        return times.end(records.size());
    }

    @Override
    public void close() {
        producer.close();
    }
}
