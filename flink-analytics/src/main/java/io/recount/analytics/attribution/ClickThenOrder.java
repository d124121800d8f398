package io.recount.analytics.attribution;

import io.recount.analytics.stream.ConversionEvent;
import io.recount.event.Attribution;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.cep.CEP;
import org.apache.flink.cep.functions.PatternProcessFunction;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.cep.pattern.conditions.IterativeCondition;
import org.apache.flink.cep.pattern.conditions.SimpleCondition;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.Collector;

/**
 * The pattern: a charged click, then an order that names it and occurred at most a day later, by
 * the events' own times.
 *
 * <p>Flink drops in event time what lies behind the watermark, and an order waits for no watermark;
 * so it runs in processing time, where {@code within} alone would say nothing about the events. The
 * gate puts an order right behind its click, which is why the one must follow the other at once.
 *
 * <p>Flink's operator never forgets a key that it has seen: by click id its state would grow for
 * ever. The slots of {@link Touch} are some thousand at most, and after each order a slot's state
 * is as it was at the start.
 */
final class ClickThenOrder {
    static final Duration LIMIT = Duration.ofHours(24);
    static final String CLICK = "click";
    static final String ORDER = "order";

    private ClickThenOrder() {}

    static SingleOutputStreamOperator<Attributed> matches(
            DataStream<Touch> gated, Pattern<Touch, Touch> pattern) {
        return CEP.pattern(gated.keyBy(Touch::slot), pattern)
                .inProcessingTime()
                .process(new ToAttributed(), TypeInformation.of(Attributed.class));
    }

    /** {@code limit} is inclusive, the pattern's own {@code within} is not. */
    static Pattern<Touch, Touch> pattern(Duration limit) {
        return Pattern.<Touch>begin(CLICK)
                .where(SimpleCondition.of(touch -> touch.click() != null))
                .next(ORDER)
                .where(new OrderWithin(limit.toMillis()))
                .within(limit.plusMillis(1));
    }

    /** What the pattern makes of both, for those that it does not match to be told of. */
    static Attribution judge(long clickedAtMs, ConversionEvent order) {
        long afterMs = order.occurredAtMs() - clickedAtMs;
        if (afterMs < 0) {
            return Attribution.UNMATCHED;
        }
        return afterMs <= LIMIT.toMillis() ? Attribution.ATTRIBUTED : Attribution.TOO_LATE;
    }

    static final class OrderWithin extends IterativeCondition<Touch> {
        private static final long serialVersionUID = 1L;
        private final long limitMs;

        OrderWithin(long limitMs) {
            this.limitMs = limitMs;
        }

        @Override
        public boolean filter(Touch touch, IterativeCondition.Context<Touch> context)
                throws Exception {
            ConversionEvent order = touch.order();
            Iterator<Touch> clicks = context.getEventsForPattern(CLICK).iterator();
            if (order == null || !clicks.hasNext()) {
                return false;
            }
            Click click = clicks.next().click();
            if (click == null || !click.clickId().equals(order.clickId())) {
                return false;
            }
            long afterMs = order.occurredAtMs() - click.atMs();
            return afterMs >= 0 && afterMs <= limitMs;
        }
    }

    static final class ToAttributed extends PatternProcessFunction<Touch, Attributed> {
        private static final long serialVersionUID = 1L;

        @Override
        public void processMatch(
                Map<String, List<Touch>> match,
                PatternProcessFunction.Context context,
                Collector<Attributed> out) {
            Click click = only(match, CLICK).click();
            ConversionEvent order = only(match, ORDER).order();
            if (click == null || order == null) {
                throw new IllegalStateException("Matched what the conditions refuse: " + match);
            }
            out.collect(Attributed.of(order, click, Attribution.ATTRIBUTED));
        }

        private static Touch only(Map<String, List<Touch>> match, String name) {
            return Objects.requireNonNull(match.get(name), name).get(0);
        }
    }
}
