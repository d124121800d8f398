package io.recount.analytics.anomaly;

import io.recount.analytics.stream.TopicMessage;
import io.recount.analytics.stream.TrafficEvent;
import io.recount.event.ClickOutcome;
import io.recount.wire.AvroCodec;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Clicks and impressions of one visitor. */
final class Clicks {
    /** An hour's beginning. */
    static final long BEGAN_MS = 1_700_000_000_000L / Baseline.HOUR_MS * Baseline.HOUR_MS;

    private Clicks() {}

    static TrafficEvent click(int number, long atMs) {
        return click(number, atMs, 5_000, "net");
    }

    static TrafficEvent click(int number, long atMs, long afterMs, String network) {
        return event(ClickOutcome.CHARGED, number, atMs, atMs - afterMs, 0, network);
    }

    static TrafficEvent impression(int number, long atMs, int slot) {
        return event(null, number, atMs, atMs, slot, "net");
    }

    /** A click of one of many visitors who share a network. */
    static TrafficEvent clickOf(@Nullable String visitor, int number, long atMs) {
        return event(ClickOutcome.CHARGED, number, atMs, atMs - 5_000, 0, "net", visitor);
    }

    private static TrafficEvent event(
            @Nullable ClickOutcome outcome,
            int number,
            long atMs,
            long servedAtMs,
            int slot,
            String network) {
        return event(outcome, number, atMs, servedAtMs, slot, network, "somebody");
    }

    private static TrafficEvent event(
            @Nullable ClickOutcome outcome,
            int number,
            long atMs,
            long servedAtMs,
            int slot,
            String network,
            @Nullable String visitor) {
        return new TrafficEvent(
                outcome,
                "adv-click" + number,
                "adv",
                "adv-c",
                "adv-c-a",
                atMs,
                servedAtMs,
                slot,
                outcome == null ? 0 : 100,
                visitor,
                network,
                "publisher",
                "BROWSER",
                "PUBLIC",
                null);
    }

    static <T extends SpecificRecord> List<T> told(List<TopicMessage> messages, Class<T> type) {
        return messages.stream()
                .map(message -> AvroCodec.decode(message.value()))
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
