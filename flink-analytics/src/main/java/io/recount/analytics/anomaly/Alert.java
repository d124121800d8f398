package io.recount.analytics.anomaly;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.recount.analytics.stream.TopicMessage;
import io.recount.analytics.stream.TrafficEvent;
import io.recount.event.AnomalyDetected;
import io.recount.event.AnomalyKind;
import io.recount.event.CreditRequested;
import io.recount.event.Evidence;
import io.recount.event.HoldRequested;
import io.recount.wire.AvroCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * What was found, about one advertiser: an alert with its evidence, and what is asked for because
 * of it. All of it has the advertiser as its key, so it arrives in this order.
 *
 * @param begun what tells this alert from the next one of the same rule about the same subject
 * @param source who is to be held and whose clicks are to be given back; null where nobody is
 * @param clicks that are new since it was told last
 */
record Alert(
        Rule rule,
        String subject,
        String begun,
        String advertiserId,
        @Nullable String campaignId,
        @Nullable String adId,
        @Nullable Source source,
        List<Evidence> evidence,
        List<TrafficEvent> clicks,
        long fromMs,
        long toMs,
        long atMs) {
    /** Long enough to find out who it is, short enough to do no harm to who comes after. */
    private static final Duration HOLD = Duration.ofHours(6);

    private static final String DETECTED = "detected/";

    static Evidence evidence(String name, Object value) {
        return new Evidence(name, String.valueOf(value));
    }

    /** The same for the same finding, also after a restore. */
    String id() {
        String name = rule + "\n" + subject + "\n" + advertiserId + "\n" + begun;
        return "alert-" + UUID.nameUUIDFromBytes(name.getBytes(UTF_8));
    }

    void tell(Collector<TopicMessage> out) {
        String id = id();
        out.collect(message(DETECTED + id + repeat(clicks), AvroCodec.encode(detected(id))));
        if (source != null) {
            act(source, clicks, out);
        }
    }

    /** Neither a hold nor a credit. */
    static boolean isDetection(TopicMessage message) {
        return message.eventId().startsWith(DETECTED);
    }

    /** Asks to hold the source, and to give these clicks back. */
    void act(Source held, List<TrafficEvent> those, Collector<TopicMessage> out) {
        String id = id();
        // Told once for an alert and a source: its end does not move with what comes later.
        out.collect(message("hold/" + id + "/" + held, AvroCodec.encode(hold(id, held))));
        List<String> paid =
                those.stream().filter(TrafficEvent::isCharged).map(TrafficEvent::clickId).toList();
        if (!paid.isEmpty()) {
            out.collect(
                    message("credit/" + id + repeat(those), AvroCodec.encode(credit(id, paid))));
        }
    }

    /** The newest click tells a repeat after a restore from the same alert with more clicks. */
    private static String repeat(List<TrafficEvent> told) {
        return told.isEmpty() ? "" : "/" + told.get(told.size() - 1).clickId();
    }

    private TopicMessage message(String eventId, byte[] bytes) {
        return new TopicMessage(advertiserId, eventId, bytes);
    }

    private AnomalyDetected detected(String id) {
        return AnomalyDetected.newBuilder()
                .setAlertId(id)
                .setKind(rule == Rule.CLICK_SURGE ? AnomalyKind.CLICK_SURGE : AnomalyKind.BOT)
                .setAdvertiserId(advertiserId)
                .setCampaignId(campaignId)
                .setAdId(adId)
                .setRuleId(rule.name())
                .setRuleVersion(rule.version())
                .setSeverity(rule.severity())
                .setInvalidTraffic(rule.invalidTraffic())
                .setEvidence(evidence)
                .setClickIds(clicks.stream().map(TrafficEvent::clickId).toList())
                .setFrom(Instant.ofEpochMilli(fromMs))
                .setTo(Instant.ofEpochMilli(toMs))
                .setAt(Instant.ofEpochMilli(atMs))
                .build();
    }

    private HoldRequested hold(String id, Source held) {
        return new HoldRequested(
                id,
                held.kind(),
                held.value(),
                Instant.ofEpochMilli(fromMs).plus(HOLD),
                rule + " v" + rule.version(),
                Instant.ofEpochMilli(atMs));
    }

    private CreditRequested credit(String id, List<String> paid) {
        return new CreditRequested(
                id, advertiserId, paid, rule + " v" + rule.version(), Instant.ofEpochMilli(atMs));
    }

    /** Clicks of one advertiser among these. */
    static List<TrafficEvent> of(String advertiserId, TrafficEvent[] clicks) {
        return Arrays.stream(clicks).filter(c -> c.advertiserId().equals(advertiserId)).toList();
    }
}
