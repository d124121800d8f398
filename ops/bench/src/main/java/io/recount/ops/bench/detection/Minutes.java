package io.recount.ops.bench.detection;

import io.recount.analytics.stream.ConversionEvent;
import io.recount.analytics.stream.TrafficEvent;
import io.recount.event.ClickOutcome;
import io.recount.ops.traffic.truth.Order;
import io.recount.ops.traffic.truth.Seen;
import java.io.Serializable;
import java.util.List;
import java.util.function.LongFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** Numbers of minutes, one after the other, to what is seen and ordered in them. */
final class Minutes extends ProcessFunction<Long, TrafficEvent> {
    static final OutputTag<ConversionEvent> ORDERS =
            new OutputTag<>("orders", TypeInformation.of(ConversionEvent.class));

    private static final long serialVersionUID = 1L;
    private static final long VALUE_MICROS = 39_000_000_000L;
    private static final long PRICE_MICROS = 100_000_000;

    private final Truth truth;

    // Set by open().
    @SuppressWarnings("NullAway.Init")
    private transient Telling telling;

    /**
     * Tells a minute, of which the next is asked for after it.
     *
     * @param orders of the minute that was seen last
     */
    record Telling(LongFunction<List<Seen>> seen, LongFunction<List<Order>> orders) {}

    /** Makes the same ground truth again on the task that tells it. */
    interface Truth extends Serializable {
        Telling make();
    }

    Minutes(Truth truth) {
        this.truth = truth;
    }

    @Override
    public void open(OpenContext context) {
        telling = truth.make();
    }

    @Override
    public void processElement(Long minute, Context context, Collector<TrafficEvent> out) {
        telling.seen.apply(minute).forEach(seen -> out.collect(event(seen)));
        telling.orders.apply(minute).forEach(made -> context.output(ORDERS, conversion(made)));
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

    private static TrafficEvent event(Seen seen) {
        boolean refused =
                seen.agentClass().equals("CRAWLER") || seen.networkClass().equals("DATA_CENTRE");
        @Nullable ClickOutcome outcome =
                !seen.click()
                        ? null
                        : refused ? ClickOutcome.INVALID_TRAFFIC : ClickOutcome.CHARGED;
        return new TrafficEvent(
                outcome,
                seen.clickId(),
                seen.advertiserId(),
                seen.campaignId(),
                seen.adId(),
                seen.atMs(),
                seen.servedAtMs(),
                seen.slot(),
                outcome == ClickOutcome.CHARGED ? PRICE_MICROS : 0,
                known(seen.visitor()),
                known(seen.network()),
                known(seen.publisher()),
                known(seen.agentClass()),
                known(seen.networkClass()),
                null);
    }

    private static @Nullable String known(String text) {
        return text.isEmpty() ? null : text;
    }
}
