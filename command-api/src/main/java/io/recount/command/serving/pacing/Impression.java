package io.recount.command.serving.pacing;

import io.recount.event.FrequencyCap;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A campaign with a frequency cap was shown to a visitor.
 *
 * @param allowed as many instants count
 * @param lifeMs how long they do
 */
record Impression(String visitor, String campaignId, long atMs, int allowed, long lifeMs) {
    static Impression of(String visitor, String campaignId, Instant at, FrequencyCap cap) {
        return new Impression(
                visitor, campaignId, at.toEpochMilli(), cap.getImpressions(), lifeMs(cap));
    }

    static long lifeMs(FrequencyCap cap) {
        return Duration.ofHours(cap.getPerHours()).toMillis();
    }

    String line() {
        return visitor + ' ' + campaignId + ' ' + atMs + ' ' + allowed + ' ' + lifeMs;
    }

    /** Empty for what is no such line. */
    static Optional<Impression> ofLine(String line) {
        String[] words = line.split(" ", -1);
        try {
            return words.length == 5
                    ? Optional.of(
                            new Impression(
                                    words[0],
                                    words[1],
                                    Long.parseLong(words[2]),
                                    Integer.parseInt(words[3]),
                                    Long.parseLong(words[4])))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
