package io.recount.analytics.anomaly;

import io.recount.analytics.stream.TrafficEvent;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Adds up impressions per network, publisher and ad with slot before they are shuffled: there are
 * some hundred times as many as sums. Sums are handed on with each 10 s of the watermark, before
 * each checkpoint, and when there are many, so nothing of it is state.
 */
final class AddShows extends AbstractStreamOperator<Shows>
        implements OneInputStreamOperator<TrafficEvent, Shows> {
    private static final long serialVersionUID = 1L;
    private static final long EVERY_MS = 10_000;
    private static final int MOST = 20_000;

    private transient Map<Of, Sum> sums = new HashMap<>();
    private transient long handedOnAtMs;

    private enum Kind {
        AD,
        NETWORK,
        PUBLISHER
    }

    /** What is added up. Its text is made when it is handed on, and not for each impression. */
    private record Of(Kind kind, String id, int slot) {
        String key() {
            return kind == Kind.AD ? kind + "/" + slot + "/" + id : kind + "/" + id;
        }
    }

    private static final class Sum {
        private final TrafficEvent first;
        private long count;
        private long newestMs;

        Sum(TrafficEvent first) {
            this.first = first;
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        sums = new HashMap<>();
        handedOnAtMs = Long.MIN_VALUE;
    }

    @Override
    public void processElement(StreamRecord<TrafficEvent> element) {
        TrafficEvent event = element.getValue();
        if (!event.isImpression()) {
            return;
        }
        add(new Of(Kind.AD, event.adId(), event.slot()), event);
        if (event.network() != null && "PUBLIC".equals(event.networkClass())) {
            add(new Of(Kind.NETWORK, event.network(), 0), event);
        }
        if (event.publisher() != null) {
            add(new Of(Kind.PUBLISHER, event.publisher(), 0), event);
        }
        if (sums.size() > MOST) {
            handOn();
        }
    }

    private void add(Of of, TrafficEvent event) {
        Sum sum = sums.computeIfAbsent(of, unused -> new Sum(event));
        sum.count++;
        sum.newestMs = Math.max(sum.newestMs, event.atMs());
    }

    private void handOn() {
        sums.forEach(
                (of, sum) ->
                        output.collect(
                                new StreamRecord<>(
                                        new Shows(
                                                of.key(),
                                                sum.first.advertiserId(),
                                                sum.first.campaignId(),
                                                of.slot(),
                                                sum.count,
                                                sum.newestMs),
                                        sum.newestMs)));
        sums.clear();
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (mark.getTimestamp() - EVERY_MS >= handedOnAtMs) {
            handOn();
            handedOnAtMs = mark.getTimestamp();
        }
        super.processWatermark(mark);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        handOn();
    }

    @Override
    public void finish() throws Exception {
        handOn();
        super.finish();
    }
}
