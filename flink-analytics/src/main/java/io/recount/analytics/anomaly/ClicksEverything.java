package io.recount.analytics.anomaly;

import io.recount.analytics.stream.TopicMessage;
import io.recount.analytics.stream.TrafficEvent;
import io.recount.event.HoldKind;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.cep.CEP;
import org.apache.flink.cep.functions.PatternProcessFunction;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.cep.pattern.conditions.IterativeCondition;
import org.apache.flink.cep.pattern.conditions.SimpleCondition;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.Collector;

/**
 * The pattern: an ad is shown and clicked, the next one is shown and clicked, and so on, and none
 * between them is left alone. The order makes it: the same clicks with other ads seen in between
 * are a person's.
 *
 * <p>{@link Visitors} puts what one visitor did into order and hands it on in one piece, so the
 * pattern runs in processing time, in slots and with strict neighbours.
 */
final class ClicksEverything {
    /** One in ten ads clicked, and that by chance six times running: one in a million. */
    static final int TIMES = 6;

    private static final String SHOWN = "shown";
    private static final String CLICKED = "clicked";

    private ClicksEverything() {}

    static SingleOutputStreamOperator<TopicMessage> alerts(DataStream<Step> steps) {
        return CEP.pattern(steps.keyBy(Step::slot), pattern())
                .inProcessingTime()
                .process(new ToAlert(), TypeInformation.of(TopicMessage.class));
    }

    static Pattern<Step, Step> pattern() {
        return Pattern.begin(
                        Pattern.<Step>begin(SHOWN, AfterMatchSkipStrategy.skipPastLastEvent())
                                .where(SimpleCondition.of(step -> step.click() == null))
                                .next(CLICKED)
                                .where(new OfTheAdBefore()),
                        AfterMatchSkipStrategy.skipPastLastEvent())
                .times(TIMES)
                .consecutive();
    }

    static final class OfTheAdBefore extends IterativeCondition<Step> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean filter(Step step, IterativeCondition.Context<Step> context)
                throws Exception {
            if (step.click() == null) {
                return false;
            }
            Iterator<Step> ads = context.getEventsForPattern(SHOWN).iterator();
            boolean sameVisitor = true;
            Step ad = step;
            while (ads.hasNext()) {
                ad = ads.next();
                sameVisitor &= ad.visitor().equals(step.visitor());
            }
            return sameVisitor && ad.click() == null && ad.hash() == step.hash();
        }
    }

    static final class ToAlert extends PatternProcessFunction<Step, TopicMessage> {
        private static final long serialVersionUID = 1L;

        @Override
        public void processMatch(
                Map<String, List<Step>> match,
                PatternProcessFunction.Context context,
                Collector<TopicMessage> out) {
            List<Step> steps = Objects.requireNonNull(match.get(CLICKED));
            TrafficEvent[] clicks = steps.stream().map(Step::click).toArray(TrafficEvent[]::new);
            Source visitor = new Source(HoldKind.VISITOR, steps.get(0).visitor());
            long fromMs = clicks[0].atMs();
            long toMs = clicks[clicks.length - 1].atMs();
            steps.stream()
                    .map(step -> Objects.requireNonNull(step.click()).advertiserId())
                    .distinct()
                    .map(
                            advertiser ->
                                    new Alert(
                                            Rule.CLICKS_EVERYTHING,
                                            visitor.toString(),
                                            // One an hour, however often it is matched.
                                            Long.toString(fromMs / VisitorRules.HOUR_MS),
                                            advertiser,
                                            null,
                                            null,
                                            visitor,
                                            List.of(
                                                    Alert.evidence(
                                                            "ads in a row, each clicked", TIMES)),
                                            Alert.of(advertiser, clicks),
                                            fromMs,
                                            toMs,
                                            toMs))
                    .forEach(alert -> alert.tell(out));
        }
    }
}
