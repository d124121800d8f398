package io.recount.analytics.stream;

import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SupportsSplitReassignmentOnRecovery;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The Kafka source, but a partition is read by the task that has the partition's key group ({@link
 * RepeatKeys}). So what {@link DropRepeats} remembers of a partition is where its events are read,
 * also after a restart with another parallelism, and no event crosses the network to be compared.
 *
 * <p>Kafka's own source deals partitions out in turn and leaves them after a restore wherever the
 * state of the reader went. Here readers hand their partitions in when they come back, and {@link
 * PartitionOwners} deals them out. Were one ever in the wrong place, Flink would refuse its keys
 * and the job would stop rather than count twice.
 */
public final class PartitionedSource
        implements Source<Arrival, KafkaPartitionSplit, KafkaSourceEnumState>,
                SupportsSplitReassignmentOnRecovery {
    private static final long serialVersionUID = 1L;
    private final KafkaSource<Arrival> kafka;

    PartitionedSource(KafkaSource<Arrival> kafka) {
        this.kafka = kafka;
    }

    @Override
    public Boundedness getBoundedness() {
        return kafka.getBoundedness();
    }

    @Override
    public SourceReader<Arrival, KafkaPartitionSplit> createReader(SourceReaderContext context)
            throws Exception {
        return kafka.createReader(context);
    }

    @Override
    public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> createEnumerator(
            SplitEnumeratorContext<KafkaPartitionSplit> context) {
        var owners = new PartitionOwners(context);
        return owners.over(kafka.createEnumerator(owners));
    }

    @Override
    public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> restoreEnumerator(
            SplitEnumeratorContext<KafkaPartitionSplit> context, KafkaSourceEnumState state)
            throws Exception {
        var owners = new PartitionOwners(context);
        return owners.over(kafka.restoreEnumerator(owners, state));
    }

    @Override
    public SimpleVersionedSerializer<KafkaPartitionSplit> getSplitSerializer() {
        return kafka.getSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<KafkaSourceEnumState> getEnumeratorCheckpointSerializer() {
        return kafka.getEnumeratorCheckpointSerializer();
    }
}
