package io.recount.ops.drill.day;

import java.time.Instant;

/**
 * A click as its visitor knows it.
 *
 * @param kind what the visitor is
 * @param sentAt before it was sent, as {@code answeredAt} after its answer
 * @param rule that refused it; empty when none did
 * @param chargedMicros as it was answered
 */
record Click(
        String clickId,
        String adId,
        String campaignId,
        Kind kind,
        Instant sentAt,
        Instant answeredAt,
        String outcome,
        String rule,
        long chargedMicros) {
    /** What a visitor is, known on this side only. */
    enum Kind {
        PERSON(0, 3),
        /** Clicks every few seconds. */
        FLOOD(3_000, 3),
        /** Clicks like a clock. */
        METRONOME(8_000, 3),
        /** Clicks sooner than anyone reads. */
        FAST(9_000, 3),
        /** Clicks without showing the ad. */
        UNSEEN(9_000, 3),
        /** Clicks each ad that it is shown. */
        EVERYTHING(9_000, 1),
        /** Comes from another network each time. */
        ROAMING(9_000, 3),
        /** Says that it is a crawler. */
        CRAWLER(15_000, 1),
        /** Many visitors of one network who click most of what they are shown. */
        FARM(1_500, 1),
        /** Clicks twice and is somebody else then: nothing tells it from a person. */
        HIDDEN(20_000, 3);

        private final int everyMs;
        private final int slots;

        Kind(int everyMs, int slots) {
            this.everyMs = everyMs;
            this.slots = slots;
        }

        int everyMs() {
            return everyMs;
        }

        /** Ads that it asks for at once. */
        int slots() {
            return slots;
        }

        boolean isBot() {
            return this != PERSON;
        }
    }

    /** Refused because of who it is. */
    boolean isHeld() {
        return rule.startsWith("HELD_");
    }

    boolean isCharged() {
        return chargedMicros > 0;
    }
}
