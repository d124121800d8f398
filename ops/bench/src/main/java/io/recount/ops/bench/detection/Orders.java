package io.recount.ops.bench.detection;

import io.recount.analytics.stream.ConversionEvent;
import io.recount.ops.traffic.truth.Order;
import java.io.Serializable;
import java.util.List;
import java.util.function.LongFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;

/** Numbers of minutes, one after the other, to what is ordered in them. */
final class Orders extends RichFlatMapFunction<Long, ConversionEvent> {
    private static final long serialVersionUID = 1L;
    private static final long VALUE_MICROS = 39_000_000_000L;

    private final Truth truth;

    // Set by open().
    @SuppressWarnings("NullAway.Init")
    private transient LongFunction<List<Order>> minutes;

    /** Makes the same ground truth again on the task that tells it. */
    interface Truth extends Serializable {
        LongFunction<List<Order>> make();
    }

    Orders(Truth truth) {
        this.truth = truth;
    }

    @Override
    public void open(OpenContext context) {
        minutes = truth.make();
    }

    @Override
    public void flatMap(Long minute, Collector<ConversionEvent> out) {
        minutes.apply(minute).forEach(order -> out.collect(conversion(order)));
    }

    private static ConversionEvent conversion(Order order) {
        return new ConversionEvent(
                "conversion-of-" + order.clickId(),
                "order-of-" + order.clickId(),
                order.clickId(),
                order.advertiserId(),
                order.campaignId(),
                order.adId(),
                VALUE_MICROS,
                order.atMs(),
                order.atMs());
    }
}
