package io.recount.analytics.attribution;

import io.recount.event.Attribution;
import java.time.Duration;
import java.util.Comparator;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * An order once, by conversion id: of several clicks the last one has it. What is told again is a
 * step up in an order that does not depend on which came first, so any arrival ends the same.
 */
final class LastClick extends KeyedProcessFunction<String, Attributed, Attributed> {
    private static final long serialVersionUID = 1L;

    /** The clicks of an order are within a day of it; what is told of it later is a repeat. */
    private static final Duration REMEMBERED = Duration.ofDays(3);

    private static final Comparator<Told> RANK =
            Comparator.comparingInt((Told told) -> rank(told.attribution()))
                    .thenComparingLong(Told::clickedAtMs)
                    .thenComparing(Told::clickId);

    // Set by open().
    @SuppressWarnings("NullAway.Init")
    private transient ValueState<Told> last;

    @SuppressWarnings("NullAway.Init")
    private transient Counter attributed;

    @SuppressWarnings("NullAway.Init")
    private transient Counter notAttributed;

    public record Told(Attribution attribution, long clickedAtMs, String clickId) {
        static Told of(Attributed order) {
            @Nullable Long clickedAtMs = order.clickedAtMs();
            return new Told(
                    order.attribution(),
                    clickedAtMs == null ? Long.MIN_VALUE : clickedAtMs,
                    order.order().clickId());
        }
    }

    @Override
    public void open(OpenContext context) {
        var told = new ValueStateDescriptor<>("last-click", TypeInformation.of(Told.class));
        told.enableTimeToLive(StateTtlConfig.newBuilder(REMEMBERED).build());
        last = getRuntimeContext().getState(told);
        attributed = getRuntimeContext().getMetricGroup().counter("attributed");
        notAttributed = getRuntimeContext().getMetricGroup().counter("notAttributed");
    }

    @Override
    public void processElement(Attributed order, Context context, Collector<Attributed> out)
            throws Exception {
        @Nullable Told before = last.value();
        Told now = Told.of(order);
        if (before != null && RANK.compare(now, before) <= 0) {
            return;
        }
        last.update(now);
        boolean replaces = before != null && before.attribution() == Attribution.ATTRIBUTED;
        (now.attribution() == Attribution.ATTRIBUTED ? attributed : notAttributed).inc();
        out.collect(order.told(replaces, context.timerService().currentProcessingTime()));
    }

    private static int rank(Attribution attribution) {
        return switch (attribution) {
            case UNMATCHED -> 0;
            case TOO_LATE -> 1;
            case ATTRIBUTED -> 2;
        };
    }
}
