package io.recount.analytics.attribution;

import io.recount.analytics.stream.ChargedClick;
import io.recount.analytics.stream.ConversionEvent;
import io.recount.analytics.stream.Timings;
import io.recount.analytics.stream.TopicMessage;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * Orders to their clicks, and to {@code performance-metrics}: gate, pattern, last click.
 *
 * <pre>
 * charged clicks ─▶ gate (by click id, a day) ── click and order ──▶ pattern ──┐
 * conversions ────▶   │      │                                                 ▼
 *                     │      └── too late, unmatched ──────────────▶ last click (by order) ──▶
 *                     └── unconverted clicks
 * </pre>
 */
public final class ClickAttribution {
    private ClickAttribution() {}

    /** What became of each order; told again where a later click has it. */
    public static DataStream<Attributed> build(
            DataStream<ChargedClick> clicks,
            DataStream<ConversionEvent> conversions,
            Timings timings,
            Sink<TopicMessage> performanceMetrics) {
        SingleOutputStreamOperator<Touch> gated = gated(clicks, conversions, timings);
        gated.getSideOutput(Gate.UNCONVERTED)
                .sinkTo(new DiscardingSink<>())
                .uid("unconverted-clicks")
                .name("unconverted clicks");
        DataStream<Attributed> matched =
                ClickThenOrder.matches(gated, ClickThenOrder.pattern(ClickThenOrder.LIMIT))
                        .uid("click-then-order")
                        .name("click, then order");
        SingleOutputStreamOperator<Attributed> told =
                matched.union(gated.getSideOutput(Gate.NOT_MATCHED))
                        .keyBy(attributed -> attributed.order().conversionId(), Types.STRING)
                        .process(new LastClick(), TypeInformation.of(Attributed.class))
                        .uid("last-click")
                        .name("last click of an order");
        told.map(Attributed::toMessage, TypeInformation.of(TopicMessage.class))
                .uid("attributed-messages")
                .name("attributed orders for Kafka")
                .sinkTo(performanceMetrics)
                .uid("attributed-kafka")
                .name("attributed orders");
        return told;
    }

    private static SingleOutputStreamOperator<Touch> gated(
            DataStream<ChargedClick> clicks,
            DataStream<ConversionEvent> conversions,
            Timings timings) {
        return clicks.map(Click::of, TypeInformation.of(Click.class))
                .uid("slim-clicks")
                .name("slim clicks")
                .keyBy(Click::clickId, Types.STRING)
                .connect(conversions.keyBy(ConversionEvent::clickId, Types.STRING))
                .process(new Gate(timings.allowedLateness()), TypeInformation.of(Touch.class))
                .uid("attribution-gate")
                .name("clicks of a day");
    }
}
