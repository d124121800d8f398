package io.recount.analytics.stream;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.jspecify.annotations.Nullable;

/**
 * What Kafka's enumerator sees as its context: it says which partitions are to be read, and here is
 * decided by whom. A partition whose reader is not there yet waits for it.
 *
 * <p>INVARIANT: everything runs in the coordinator's thread.
 */
final class PartitionOwners implements SplitEnumeratorContext<KafkaPartitionSplit> {
    private final SplitEnumeratorContext<KafkaPartitionSplit> context;
    private final Map<Integer, List<KafkaPartitionSplit>> waiting = new HashMap<>();
    private final Set<Integer> served = new HashSet<>();

    PartitionOwners(SplitEnumeratorContext<KafkaPartitionSplit> context) {
        this.context = context;
    }

    SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> over(
            SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> kafka) {
        return new Dealing(kafka);
    }

    static int ownerOf(int partition, int parallelism) {
        return KeyGroupRangeAssignment.computeOperatorIndexForKeyGroup(
                RepeatKeys.MAX_PARALLELISM, parallelism, RepeatKeys.groupOf(partition));
    }

    @Override
    public void assignSplits(SplitsAssignment<KafkaPartitionSplit> assignment) {
        assignment.assignment().values().forEach(this::deal);
    }

    private void deal(Collection<KafkaPartitionSplit> splits) {
        for (KafkaPartitionSplit split : splits) {
            int owner = ownerOf(split.getPartition(), context.currentParallelism());
            waiting.computeIfAbsent(owner, unused -> new ArrayList<>()).add(split);
        }
        context.registeredReaders().keySet().forEach(this::serve);
    }

    private void serve(int reader) {
        @Nullable List<KafkaPartitionSplit> splits = waiting.remove(reader);
        if (splits != null) {
            context.assignSplits(new SplitsAssignment<>(Map.of(reader, splits)));
        }
    }

    /** Of a bounded topic. A reader's partitions may come with any other's: all end together. */
    @Override
    public void signalNoMoreSplits(int reader) {
        served.add(reader);
        if (served.size() == context.currentParallelism()) {
            served.forEach(context::signalNoMoreSplits);
        }
    }

    @Override
    public SplitEnumeratorMetricGroup metricGroup() {
        return context.metricGroup();
    }

    @Override
    public void sendEventToSourceReader(int reader, SourceEvent event) {
        context.sendEventToSourceReader(reader, event);
    }

    @Override
    public int currentParallelism() {
        return context.currentParallelism();
    }

    @Override
    public Map<Integer, ReaderInfo> registeredReaders() {
        return context.registeredReaders();
    }

    @Override
    public <T> void callAsync(Callable<T> work, BiConsumer<T, Throwable> then) {
        context.callAsync(work, then);
    }

    @Override
    public <T> void callAsync(
            Callable<T> work, BiConsumer<T, Throwable> then, long delayMs, long everyMs) {
        context.callAsync(work, then, delayMs, everyMs);
    }

    @Override
    public void runInCoordinatorThread(Runnable work) {
        context.runInCoordinatorThread(work);
    }

    /** Kafka's enumerator, and before a reader is served its partitions are handed in. */
    private final class Dealing
            implements SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> {
        private final SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> kafka;

        Dealing(SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> kafka) {
            this.kafka = kafka;
        }

        @Override
        public void addReader(int reader) {
            @Nullable ReaderInfo info = context.registeredReaders().get(reader);
            if (info != null) {
                deal(info.getReportedSplitsOnRegistration());
            }
            kafka.addReader(reader);
        }

        @Override
        public void start() {
            kafka.start();
        }

        @Override
        public void handleSplitRequest(int reader, @Nullable String hostname) {
            kafka.handleSplitRequest(reader, hostname);
        }

        @Override
        public void addSplitsBack(List<KafkaPartitionSplit> splits, int reader) {
            kafka.addSplitsBack(splits, reader);
        }

        @Override
        public KafkaSourceEnumState snapshotState(long checkpointId) throws Exception {
            return kafka.snapshotState(checkpointId);
        }

        @Override
        public void close() throws IOException {
            kafka.close();
        }
    }
}
