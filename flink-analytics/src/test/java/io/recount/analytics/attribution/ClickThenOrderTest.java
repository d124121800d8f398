package io.recount.analytics.attribution;

import static io.recount.analytics.attribution.Orders.DAY_MS;
import static io.recount.analytics.attribution.Orders.HOUR_MS;
import static io.recount.analytics.attribution.Orders.START;
import static io.recount.analytics.attribution.Orders.click;
import static io.recount.analytics.attribution.Orders.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.recount.analytics.stream.ConversionEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.cep.CEP;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.cep.pattern.conditions.SimpleCondition;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The pattern behind the gate, against the plain pattern in event time and without a gate. */
@SuppressWarnings("try") // Flink's close() may be interrupted.
class ClickThenOrderTest {
    private static final Touch ANY = Touch.of(0, click("any", START));
    private static final int CLICKS = 120;

    @Property(tries = 10)
    void findsWithTheGateWhatThePlainPatternFindsWithoutIt(@ForAll long seed) throws Exception {
        // given
        List<Arriving> arriving = arriving(new Random(seed));
        // when
        Set<String> gated = gated(arriving, ClickThenOrder.LIMIT);
        // then
        assertThat(gated).isEqualTo(withoutGate(arriving)).isEqualTo(recounted(arriving));
    }

    @Property(tries = 3)
    void aLooserPatternFindsMore(@ForAll long seed) throws Exception {
        // given
        List<Arriving> arriving = arriving(new Random(seed));
        // when
        Set<String> looser = gated(arriving, ClickThenOrder.LIMIT.plusHours(2));
        // then: so it is the pattern that decides, and not the gate before it
        assertThat(looser)
                .containsAll(recounted(arriving))
                .hasSizeGreaterThan(recounted(arriving).size());
    }

    @Test
    void anOrderIsInTimeToTheLastMillisecond() throws Exception {
        // given
        List<Arriving> arriving =
                List.of(
                        new Arriving(START, click("c", START), null, START - 1),
                        new Arriving(
                                START + DAY_MS, null, order("last", "c", START + DAY_MS), START),
                        new Arriving(
                                START + DAY_MS + 1,
                                null,
                                order("late", "c", START + DAY_MS + 1),
                                START));
        // then
        assertThat(gated(arriving, ClickThenOrder.LIMIT)).containsExactly("c last");
    }

    @Test
    void nothingIsLeftOfClicksThatWereHandedOn() throws Exception {
        // given
        try (var pattern = operator(ClickThenOrder.LIMIT)) {
            pattern.open();
            int keptAtStart = -1;
            // when: one slot, matches and orders that are too late
            for (int i = 0; i < 1_000; i++) {
                Click click = click("c" + i, START);
                long afterMs = i % 2 == 0 ? HOUR_MS : 2 * DAY_MS;
                pattern.processElement(Touch.of(7, click), START);
                pattern.processElement(
                        Touch.of(7, order("o" + i, "c" + i, START + afterMs)), START);
                keptAtStart = keptAtStart < 0 ? pattern.numKeyedStateEntries() : keptAtStart;
            }
            // then
            assertThat(pattern.extractOutputValues()).hasSize(500);
            assertThat(pattern.numKeyedStateEntries()).isLessThanOrEqualTo(keptAtStart);
        }
    }

    /**
     * One event on its way.
     *
     * @param watermarkAfter all events up to there have arrived once this one has
     */
    private record Arriving(
            long atMs,
            @Nullable Click click,
            @Nullable ConversionEvent order,
            long watermarkAfter) {
        long eventTimeMs() {
            return click != null ? click.atMs() : Objects.requireNonNull(order).occurredAtMs();
        }
    }

    /**
     * Clicks of three days, the relay up to 30 s behind; orders from an hour before to 30 h after.
     */
    private static List<Arriving> arriving(Random random) {
        List<Arriving> events = new ArrayList<>();
        for (int i = 0; i < CLICKS; i++) {
            String clickId = "c" + i;
            // Even and odd: no two events at the same instant, whose order nobody could tell.
            long clickedAt = START + 2L * random.nextInt((int) (3 * DAY_MS / 2));
            events.add(
                    new Arriving(
                            clickedAt + random.nextInt(30_000),
                            click(clickId, clickedAt),
                            null,
                            0));
            for (int n = random.nextInt(4); n > 0; n--) {
                long afterMs = 2L * random.nextInt((int) (31 * HOUR_MS / 2)) - HOUR_MS + 1;
                String orderId = "o" + i + "-" + n;
                long occurredAt = clickedAt + afterMs;
                ConversionEvent order =
                        afterMs < 0
                                ? Orders.ofUnknownClick(orderId, clickId, occurredAt)
                                : order(orderId, clickId, occurredAt);
                events.add(new Arriving(occurredAt + random.nextInt(500), null, order, 0));
            }
        }
        events.sort(Comparator.comparingLong(Arriving::atMs));
        return withWatermarks(events, random);
    }

    /** The highest watermark that makes nothing late, at some of the events. */
    private static List<Arriving> withWatermarks(List<Arriving> events, Random random) {
        long[] watermarks = new long[events.size()];
        long leastToCome = Long.MAX_VALUE;
        for (int i = events.size() - 1; i >= 0; i--) {
            watermarks[i] = leastToCome == Long.MAX_VALUE ? Long.MIN_VALUE : leastToCome - 1;
            leastToCome = Math.min(leastToCome, events.get(i).eventTimeMs());
        }
        List<Arriving> marked = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            Arriving event = events.get(i);
            long watermark = random.nextInt(3) == 0 ? watermarks[i] : Long.MIN_VALUE;
            marked.add(new Arriving(event.atMs(), event.click(), event.order(), watermark));
        }
        return marked;
    }

    private static Set<String> recounted(List<Arriving> arriving) {
        Set<String> pairs = new TreeSet<>();
        for (Arriving c : arriving) {
            for (Arriving o : arriving) {
                if (c.click() != null
                        && o.order() != null
                        && o.order().clickId().equals(c.click().clickId())) {
                    long afterMs = o.order().occurredAtMs() - c.click().atMs();
                    if (afterMs >= 0 && afterMs <= DAY_MS) {
                        pairs.add(c.click().clickId() + " " + o.order().orderId());
                    }
                }
            }
        }
        return pairs;
    }

    private static Set<String> gated(List<Arriving> arriving, Duration limit) throws Exception {
        try (var gate = gate();
                var pattern = operator(limit)) {
            gate.open();
            pattern.open();
            for (Arriving event : arriving) {
                if (event.click() != null) {
                    gate.processElement1(event.click(), event.eventTimeMs());
                } else {
                    gate.processElement2(
                            Objects.requireNonNull(event.order()), event.eventTimeMs());
                }
                if (event.watermarkAfter() > Long.MIN_VALUE) {
                    gate.processBothWatermarks(new Watermark(event.watermarkAfter()));
                }
                for (Touch touch : gate.extractOutputValues()) {
                    pattern.processElement(touch, START);
                }
                gate.getOutput().clear();
            }
            gate.processBothWatermarks(Watermark.MAX_WATERMARK);
            for (Touch touch : gate.extractOutputValues()) {
                pattern.processElement(touch, START);
            }
            return pairs(pattern.extractOutputValues());
        }
    }

    /** By click id, in event time, every order of a click. */
    private static Set<String> withoutGate(List<Arriving> arriving) throws Exception {
        Pattern<Touch, Touch> pattern =
                Pattern.<Touch>begin(ClickThenOrder.CLICK)
                        .where(SimpleCondition.of(touch -> touch.click() != null))
                        .followedByAny(ClickThenOrder.ORDER)
                        .where(SimpleCondition.of(touch -> touch.order() != null))
                        .within(ClickThenOrder.LIMIT.plusMillis(1));
        try (var plain =
                harness(
                        CEP.pattern(touches().keyBy(ClickThenOrderTest::clickId), pattern)
                                .inEventTime()
                                .process(
                                        new ClickThenOrder.ToAttributed(),
                                        TypeInformation.of(Attributed.class)),
                        ClickThenOrderTest::clickId,
                        Types.STRING)) {
            plain.open();
            for (Arriving event : arriving) {
                plain.processElement(
                        new Touch(0, event.click(), event.order()), event.eventTimeMs());
                if (event.watermarkAfter() > Long.MIN_VALUE) {
                    plain.processWatermark(event.watermarkAfter());
                }
            }
            plain.processWatermark(Long.MAX_VALUE);
            return pairs(plain.extractOutputValues());
        }
    }

    private static String clickId(Touch touch) {
        return touch.click() != null
                ? touch.click().clickId()
                : Objects.requireNonNull(touch.order()).clickId();
    }

    private static Set<String> pairs(List<Attributed> matches) {
        Set<String> pairs = new TreeSet<>();
        for (Attributed match : matches) {
            String pair = match.order().clickId() + " " + match.order().orderId();
            assertThat(pairs.add(pair)).as("%s once", pair).isTrue();
        }
        return pairs;
    }

    private static KeyedTwoInputStreamOperatorTestHarness<String, Click, ConversionEvent, Touch>
            gate() throws Exception {
        return new KeyedTwoInputStreamOperatorTestHarness<>(
                new KeyedCoProcessOperator<>(new Gate(Duration.ofHours(1))),
                Click::clickId,
                ConversionEvent::clickId,
                Types.STRING);
    }

    private static KeyedOneInputStreamOperatorTestHarness<Integer, Touch, Attributed> operator(
            Duration limit) throws Exception {
        return harness(
                ClickThenOrder.matches(touches(), ClickThenOrder.pattern(limit)),
                Touch::slot,
                Types.INT);
    }

    private static DataStream<Touch> touches() {
        return StreamExecutionEnvironment.createLocalEnvironment()
                .fromData(TypeInformation.of(Touch.class), ANY);
    }

    @SuppressWarnings("unchecked") // A transformation forgets its input's type.
    private static <K> KeyedOneInputStreamOperatorTestHarness<K, Touch, Attributed> harness(
            SingleOutputStreamOperator<Attributed> operator,
            KeySelector<Touch, K> key,
            TypeInformation<K> keyType)
            throws Exception {
        var transformation =
                (OneInputTransformation<Touch, Attributed>) operator.getTransformation();
        return new KeyedOneInputStreamOperatorTestHarness<>(
                transformation.getOperatorFactory(), key, keyType);
    }
}
