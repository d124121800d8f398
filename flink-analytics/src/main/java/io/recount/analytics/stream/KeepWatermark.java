package io.recount.analytics.stream;

import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Begins after a restore with the watermark that the checkpoint had; Flink begins with none.
 *
 * <p>Until the first heartbeats are read again nothing would be late: an event of a window that was
 * over and forgotten would open it anew, with a revision that begins anew, and readers keep the
 * larger one of before. The least of the tasks' watermarks is what windows had seen, at any
 * parallelism.
 */
final class KeepWatermark extends AbstractStreamOperator<DecodedEvent>
        implements OneInputStreamOperator<DecodedEvent, DecodedEvent> {
    private static final long serialVersionUID = 1L;
    private static final long NONE = Long.MIN_VALUE;

    private transient long watermarkMs = NONE;

    @SuppressWarnings("NullAway.Init") // Set by initializeState().
    private transient ListState<Long> kept;

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        kept =
                context.getOperatorStateStore()
                        .getUnionListState(new ListStateDescriptor<>("watermark", Types.LONG));
        watermarkMs = NONE;
        if (context.isRestored()) {
            long least = Long.MAX_VALUE;
            for (long ofTask : kept.get()) {
                least = Math.min(least, ofTask);
            }
            watermarkMs = least == Long.MAX_VALUE ? NONE : least;
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        if (watermarkMs != NONE) {
            output.emitWatermark(new Watermark(watermarkMs));
        }
    }

    @Override
    public void processElement(StreamRecord<DecodedEvent> element) {
        output.collect(element);
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (mark.getTimestamp() > watermarkMs) {
            watermarkMs = mark.getTimestamp();
            super.processWatermark(mark);
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        kept.clear();
        kept.add(watermarkMs);
    }
}
