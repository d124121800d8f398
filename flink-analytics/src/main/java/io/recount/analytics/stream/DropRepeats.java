package io.recount.analytics.stream;

import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Each event once, to those parts of the job that want it; to windows only while they take it.
 *
 * <p>Events of the log are known by their advertiser's sequence, for ever and in a few bytes. The
 * relay tells them in order, so a number that is jumped over is a hole: it is counted, logged, and
 * filled when it comes after all.
 *
 * <p>What is not from the log is known by its id. A conversion's is kept for {@value
 * #CONVERSIONS_DAYS} days by the clock, since the shop may report an order again whenever it likes.
 * Other ids must be remembered exactly as long as a repeat can still be counted: until the
 * watermark passes the minute that all repeats have in common, the life of a token and the windows'
 * allowed lateness. So the memory ends by event time and not by the clock: a relay that hangs for
 * three hours holds back the watermark just as long, while a time to live of the topic's retention
 * (7 d) would keep 112 times as many ids to be as safe. What comes even later is compared with
 * others of its kind, for a day.
 *
 * <p>Ids are kept as 64-bit hashes: at 1,000 events/s, some 40 ids in a slot of a partition's
 * minute, two different events fall together once in ten million years.
 */
final class DropRepeats extends KeyedProcessFunction<Long, DecodedEvent, AdEvent> {
    static final OutputTag<ChargedClick> CHARGED = new OutputTag<>("charged") {};
    static final OutputTag<ConversionEvent> CONVERSIONS = new OutputTag<>("conversions") {};
    static final OutputTag<TrafficEvent> TRAFFIC = new OutputTag<>("traffic") {};

    /** Events that no window takes any more. */
    static final OutputTag<AdEvent> TOO_LATE = new OutputTag<>("too-late") {};

    private static final long serialVersionUID = 1L;
    private static final Logger log = LoggerFactory.getLogger(DropRepeats.class);
    private static final int CONVERSIONS_DAYS = 7;
    private static final Duration SWEPT_EVERY = Duration.ofDays(1);

    /** After the topic's retention nothing of an advertiser can be told again. */
    private static final int ADVERTISERS_DAYS = 14;

    private final Timings timings;

    /** {@link IdSet} of the key. */
    @SuppressWarnings("NullAway.Init") // Set by open().
    private transient ValueState<long[]> seen;

    @SuppressWarnings("NullAway.Init")
    private transient MapState<Long, Boolean> conversions;

    @SuppressWarnings("NullAway.Init") // Ids that came when their minute was forgotten.
    private transient MapState<Long, Boolean> forgotten;

    @SuppressWarnings("NullAway.Init")
    private transient MapState<Long, long[]> sequences;

    @SuppressWarnings("NullAway.Init")
    private transient Counter repeats;

    @SuppressWarnings("NullAway.Init")
    private transient Counter tooLate;

    @SuppressWarnings("NullAway.Init")
    private transient Counter missing;

    DropRepeats(Timings timings) {
        this.timings = timings;
    }

    @Override
    public void open(OpenContext context) {
        seen =
                getRuntimeContext()
                        .getState(
                                new ValueStateDescriptor<>(
                                        "seen-ids",
                                        PrimitiveArrayTypeInfo.LONG_PRIMITIVE_ARRAY_TYPE_INFO));
        conversions = idsForDays("conversions", CONVERSIONS_DAYS);
        forgotten = idsForDays("forgotten", 1);
        var ranges =
                new MapStateDescriptor<>(
                        "sequences",
                        Types.LONG,
                        PrimitiveArrayTypeInfo.LONG_PRIMITIVE_ARRAY_TYPE_INFO);
        ranges.enableTimeToLive(days(ADVERTISERS_DAYS));
        sequences = getRuntimeContext().getMapState(ranges);
        var metrics = getRuntimeContext().getMetricGroup();
        repeats = metrics.counter("repeats");
        tooLate = metrics.counter("tooLate");
        missing = metrics.counter("missingEvents");
    }

    @Override
    public void processElement(DecodedEvent event, Context context, Collector<AdEvent> out)
            throws Exception {
        if (!isNew(event, context)) {
            repeats.inc();
            return;
        }
        emit(CHARGED, event.charged(), context);
        emit(CONVERSIONS, event.conversion(), context);
        emit(TRAFFIC, event.traffic(), context);
        @Nullable AdEvent measured = event.measured();
        if (measured == null) {
            return;
        }
        if (timings.isClosed(measured.atMs(), context.timerService().currentWatermark())) {
            tooLate.inc();
            context.output(TOO_LATE, measured);
        } else {
            out.collect(measured);
        }
    }

    @Override
    public void onTimer(long atMs, OnTimerContext context, Collector<AdEvent> out)
            throws Exception {
        if (context.timeDomain() == TimeDomain.EVENT_TIME) {
            seen.clear();
            return;
        }
        boolean isLeft = Sweeping.sweep(conversions);
        isLeft |= Sweeping.sweep(forgotten);
        isLeft |= Sweeping.sweep(sequences);
        if (isLeft) {
            Sweeping.due(context.timerService(), SWEPT_EVERY);
        }
    }

    private boolean isNew(DecodedEvent event, Context context) throws Exception {
        if (event.isOfTheLog()) {
            Sweeping.due(context.timerService(), SWEPT_EVERY);
            return isNewOfTheLog(event);
        }
        if (event.conversion() != null) {
            Sweeping.due(context.timerService(), SWEPT_EVERY);
            return isNewIn(conversions, event.idHash());
        }
        long forgottenAt = timings.forgottenAt(Timings.windowStart(event.knownByMs()));
        if (forgottenAt <= context.timerService().currentWatermark()) {
            Sweeping.due(context.timerService(), SWEPT_EVERY);
            return isNewIn(forgotten, event.idHash());
        }
        long @Nullable [] known = seen.value();
        if (known == null) {
            // A key's ids are all of one minute and are forgotten together.
            context.timerService().registerEventTimeTimer(forgottenAt);
        } else if (IdSet.contains(known, event.idHash())) {
            return false;
        }
        seen.update(IdSet.with(known == null ? IdSet.empty() : known, event.idHash()));
        return true;
    }

    private static boolean isNewIn(MapState<Long, Boolean> ids, long idHash) throws Exception {
        if (ids.contains(idHash)) {
            return false;
        }
        ids.put(idHash, true);
        return true;
    }

    private boolean isNewOfTheLog(DecodedEvent event) throws Exception {
        long @Nullable [] known = sequences.get(event.advertiserHash());
        long[] before = known == null ? Sequences.NOTHING : known;
        if (Sequences.contains(before, event.sequence())) {
            return false;
        }
        long[] after = Sequences.with(before, event.sequence());
        sequences.put(event.advertiserHash(), after);
        long jumped = Sequences.missing(after) - Sequences.missing(before);
        if (jumped != 0) {
            missing.inc(jumped);
            log.warn(
                    "Partition {}, sequence {} of an advertiser: {} events are missing now",
                    event.partition(),
                    event.sequence(),
                    Sequences.missing(after));
        }
        return true;
    }

    private static <T> void emit(OutputTag<T> tag, @Nullable T value, Context context) {
        if (value != null) {
            context.output(tag, value);
        }
    }

    private MapState<Long, Boolean> idsForDays(String name, int days) {
        var ids = new MapStateDescriptor<>(name, Types.LONG, Types.BOOLEAN);
        ids.enableTimeToLive(days(days));
        return getRuntimeContext().getMapState(ids);
    }

    private static StateTtlConfig days(int days) {
        return Sweeping.after(Duration.ofDays(days));
    }
}
