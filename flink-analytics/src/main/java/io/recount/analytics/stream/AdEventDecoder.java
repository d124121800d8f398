package io.recount.analytics.stream;

import io.recount.event.ClickCharged;
import io.recount.event.ClickIgnored;
import io.recount.event.ClickOutcome;
import io.recount.event.Conversion;
import io.recount.event.Heartbeat;
import io.recount.event.Impression;
import io.recount.wire.AvroCodec;
import io.recount.wire.Headers;
import io.recount.wire.UnreadableMessageException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A record of {@code ad-events} to an {@link Arrival}. It never throws: whatever cannot be read, or
 * would break sums and times further on, is broken with its cause.
 *
 * <p>Not thread-safe: one per source reader.
 */
final class AdEventDecoder {
    /** DESIGN, money rules: amounts are at most 9·10^15 micros. */
    private static final long MAX_AMOUNT_MICROS = 9_000_000_000_000_000L;

    private static final Instant LATEST = Instant.parse("2999-12-31T00:00:00Z");

    /** A heartbeat speaks of the past; more than clocks may differ by is a broken clock. */
    private static final long MAX_HEARTBEAT_AHEAD_MS = 60_000;

    private static final int MAX_CAUSE_CHARS = 1_000;

    private final MessageDigest sha256 = sha256();

    Arrival decode(ConsumerRecord<byte[], byte[]> message) {
        try {
            byte @Nullable [] value = message.value();
            if (value == null) {
                throw new UnreadableMessageException("No value");
            }
            return arrival(AvroCodec.decode(value), message);
        } catch (RuntimeException e) {
            return Arrival.broken(parked(message, e));
        }
    }

    private Arrival arrival(SpecificRecord value, ConsumerRecord<byte[], byte[]> message) {
        if (value instanceof Heartbeat heartbeat) {
            return heartbeat(heartbeat, message.timestamp());
        }
        if (value instanceof Impression shown) {
            return Arrival.of(
                    event(
                            AdEvent.Kind.IMPRESSION,
                            eventId(message, shown.getClickId()),
                            shown.getAdvertiserId(),
                            shown.getCampaignId(),
                            shown.getAdId(),
                            shown.getAt(),
                            0));
        }
        if (value instanceof ClickCharged click) {
            return Arrival.of(
                    event(
                            AdEvent.Kind.CLICK,
                            eventId(message, click.getClickId()),
                            click.getAdvertiserId(),
                            click.getCampaignId(),
                            click.getAdId(),
                            click.getAt(),
                            click.getChargedMicros()));
        }
        if (value instanceof ClickIgnored click) {
            return ignored(click, message);
        }
        if (value instanceof Conversion conversion) {
            return conversion(conversion, message);
        }
        return Arrival.NOT_MEASURED;
    }

    private static Arrival heartbeat(Heartbeat heartbeat, long writtenAtMs) {
        long completeToMs = heartbeat.getCompleteTo().toEpochMilli();
        if (completeToMs > writtenAtMs + MAX_HEARTBEAT_AHEAD_MS) {
            throw new UnreadableMessageException(
                    "Heartbeat is ahead of its own record: " + heartbeat.getCompleteTo());
        }
        return Arrival.heartbeat(completeToMs);
    }

    private Arrival ignored(ClickIgnored click, ConsumerRecord<byte[], byte[]> message) {
        if (click.getOutcome() != ClickOutcome.INVALID_TRAFFIC) {
            return Arrival.NOT_MEASURED;
        }
        return Arrival.of(
                event(
                        AdEvent.Kind.INVALID_CLICK,
                        eventId(message, click.getEventId()),
                        click.getAdvertiserId(),
                        click.getCampaignId(),
                        click.getAdId(),
                        click.getAt(),
                        0));
    }

    private Arrival conversion(Conversion conversion, ConsumerRecord<byte[], byte[]> message) {
        @Nullable String advertiserId = conversion.getAdvertiserId();
        @Nullable String campaignId = conversion.getCampaignId();
        @Nullable String adId = conversion.getAdId();
        if (advertiserId == null || campaignId == null || adId == null) {
            return Arrival.NOT_MEASURED;
        }
        return Arrival.of(
                event(
                        AdEvent.Kind.CONVERSION,
                        eventId(message, conversion.getConversionId()),
                        advertiserId,
                        campaignId,
                        adId,
                        conversion.getOccurredAt(),
                        0));
    }

    private AdEvent event(
            AdEvent.Kind kind,
            String eventId,
            String advertiserId,
            String campaignId,
            String adId,
            Instant at,
            long costMicros) {
        if (at.isBefore(Instant.EPOCH) || at.isAfter(LATEST)) {
            throw new UnreadableMessageException("No time of this platform: " + at);
        }
        if (costMicros < 0 || costMicros > MAX_AMOUNT_MICROS) {
            throw new UnreadableMessageException("No amount: " + costMicros + " micros");
        }
        return new AdEvent(
                kind,
                hash(kind + "/" + eventId),
                advertiserId,
                campaignId,
                adId,
                at.toEpochMilli(),
                costMicros);
    }

    /** The id in the header, else what the record is known by within its kind. */
    private static String eventId(ConsumerRecord<byte[], byte[]> message, String ownId) {
        @Nullable Header header = message.headers().lastHeader(Headers.EVENT_ID);
        return header == null || header.value() == null || header.value().length == 0
                ? ownId
                : new String(header.value(), StandardCharsets.UTF_8);
    }

    private long hash(String id) {
        return ByteBuffer.wrap(sha256.digest(id.getBytes(StandardCharsets.UTF_8))).getLong();
    }

    private static ParkedMessage parked(
            ConsumerRecord<byte[], byte[]> message, RuntimeException problem) {
        String cause =
                problem instanceof UnreadableMessageException
                        ? String.valueOf(problem.getMessage())
                        : problem.toString();
        return new ParkedMessage(
                message.topic(),
                message.partition(),
                message.offset(),
                message.key(),
                message.value(),
                printable(cause));
    }

    /** A cause may quote broken bytes; PostgreSQL's text takes neither NUL nor half a character. */
    private static String printable(String cause) {
        String clean = cause.replaceAll("[\\p{Cntrl}\\p{Cs}]", "?");
        return clean.length() <= MAX_CAUSE_CHARS ? clean : clean.substring(0, MAX_CAUSE_CHARS);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
