package io.recount.analytics.anomaly;

import io.recount.analytics.stream.TopicMessage;
import io.recount.analytics.stream.TrafficEvent;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * Bots and surges, found in impressions and clicks and told to {@code budget-management}.
 *
 * <pre>
 * traffic ─┬─▶ visitors ──────────────┬──▶ alerts, holds, credits
 *          │      ├─ steps ─▶ pattern ┤
 *          │      └─ honest clicks ───┼──▶ quality
 *          ├─▶ added up ─▶ sources ───┤
 *          │      └─ ads by slot ─────┼──▶ quality
 *          └─▶ paid clicks ─▶ surges ─┘
 * </pre>
 */
public final class AnomalyDetection {
    private AnomalyDetection() {}

    /**
     * What quality scores are made of, as it falls off here.
     *
     * @param shows of ads, by slot
     * @param clicks of those who are not suspected
     */
    public record Honest(DataStream<Shows> shows, DataStream<SlottedClick> clicks) {}

    /**
     * Adds it to the job.
     *
     * @param acts whether sources are also held and charges given back; else all of it is told as
     *     alerts only
     */
    public static Honest build(
            DataStream<TrafficEvent> traffic, boolean acts, Sink<TopicMessage> budgetManagement) {
        SingleOutputStreamOperator<TopicMessage> visitors = visitors(traffic);
        DataStream<TopicMessage> clickEverything =
                ClicksEverything.alerts(visitors.getSideOutput(Visitors.STEPS))
                        .uid("clicks-everything")
                        .name("clicks everything");
        DataStream<Shows> shows =
                traffic.transform("add shows", TypeInformation.of(Shows.class), new AddShows())
                        .uid("add-shows");
        visitors.union(clickEverything, sources(traffic, shows), surges(traffic))
                .filter(message -> acts || Alert.isDetection(message))
                .uid("anomaly-actions")
                .name("what is asked for")
                .sinkTo(budgetManagement)
                .uid("anomaly-kafka")
                .name("alerts, holds, credits");
        return new Honest(
                shows.filter(added -> added.key().startsWith("AD/"))
                        .uid("shows-of-ads")
                        .name("shows of ads"),
                visitors.getSideOutput(Visitors.HONEST));
    }

    private static SingleOutputStreamOperator<TopicMessage> visitors(
            DataStream<TrafficEvent> traffic) {
        DataStream<Sighting> sightings =
                traffic.flatMap(
                                (event, out) -> {
                                    if (event.isImpression() && Visitors.isSomebody(event)) {
                                        out.collect(Sighting.of(event));
                                    }
                                },
                                TypeInformation.of(Sighting.class))
                        .uid("sightings")
                        .name("ads that somebody was shown");
        DataStream<TrafficEvent> clicks =
                traffic.filter(event -> !event.isImpression() && Visitors.isSomebody(event))
                        .uid("clicks-of-somebody")
                        .name("clicks of somebody");
        return sightings
                .keyBy(Sighting::viewer, Types.LONG)
                .connect(clicks.keyBy(Visitors::keyOf, Types.LONG))
                .process(new Visitors(), TypeInformation.of(TopicMessage.class))
                .uid("visitors")
                .name("visitors");
    }

    private static DataStream<TopicMessage> sources(
            DataStream<TrafficEvent> traffic, DataStream<Shows> shows) {
        DataStream<TrafficEvent> ofNetworks =
                traffic.filter(event -> !event.isImpression() && isPublic(event))
                        .uid("clicks-with-network")
                        .name("clicks with a network");
        DataStream<TrafficEvent> ofPublishers =
                traffic.filter(event -> !event.isImpression() && event.publisher() != null)
                        .uid("clicks-with-publisher")
                        .name("clicks with a publisher");
        DataStream<TopicMessage> networks =
                shows.filter(added -> added.key().startsWith("NETWORK/"))
                        .uid("shows-of-networks")
                        .name("shows of networks")
                        .keyBy(Shows::key, Types.STRING)
                        .connect(ofNetworks.keyBy(click -> "NETWORK/" + click.network()))
                        .process(new Sources(), TypeInformation.of(TopicMessage.class))
                        .uid("networks")
                        .name("networks");
        return shows.filter(added -> added.key().startsWith("PUBLISHER/"))
                .uid("shows-of-publishers")
                .name("shows of publishers")
                .keyBy(Shows::key, Types.STRING)
                .connect(ofPublishers.keyBy(click -> "PUBLISHER/" + click.publisher()))
                .process(new Sources(), TypeInformation.of(TopicMessage.class))
                .uid("publishers")
                .name("publishers")
                .union(networks);
    }

    private static boolean isPublic(TrafficEvent event) {
        return event.network() != null && "PUBLIC".equals(event.networkClass());
    }

    private static DataStream<TopicMessage> surges(DataStream<TrafficEvent> traffic) {
        return traffic.flatMap(ScopedClick::spread, TypeInformation.of(ScopedClick.class))
                .uid("paid-clicks")
                .name("paid clicks of ads and campaigns")
                .keyBy(ScopedClick::key, Types.STRING)
                .process(new Surges(), TypeInformation.of(TopicMessage.class))
                .uid("surges")
                .name("surges");
    }
}
