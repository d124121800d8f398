package io.recount.ops.bench.detection;

import io.recount.analytics.stream.TopicMessage;
import io.recount.wire.AvroCodec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** A topic of this process: the cluster copies the sink, so what is written lies beside it. */
final class Gathered implements Sink<TopicMessage> {
    private static final long serialVersionUID = 1L;
    private static final Map<String, List<SpecificRecord>> TOPICS = new ConcurrentHashMap<>();

    private final String topic;

    Gathered(String topic) {
        this.topic = topic;
        TOPICS.put(topic, new CopyOnWriteArrayList<>());
    }

    /** What was written, and forgets it. */
    List<SpecificRecord> take() {
        return Objects.requireNonNull(TOPICS.remove(topic));
    }

    @Override
    public SinkWriter<TopicMessage> createWriter(WriterInitContext context) {
        List<SpecificRecord> written = Objects.requireNonNull(TOPICS.get(topic));
        return new SinkWriter<>() {
            @Override
            public void write(TopicMessage message, Context context) {
                written.add(AvroCodec.decode(message.value()));
            }

            @Override
            public void flush(boolean endOfInput) {}

            @Override
            public void close() {}
        };
    }
}
