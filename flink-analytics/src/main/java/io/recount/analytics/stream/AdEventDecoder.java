package io.recount.analytics.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.recount.event.AdvertiserChanged;
import io.recount.event.AdvertiserRegistered;
import io.recount.event.CampaignBudgetSet;
import io.recount.event.CampaignLineClosed;
import io.recount.event.CampaignLineOpened;
import io.recount.event.ClickCharged;
import io.recount.event.ClickCredited;
import io.recount.event.ClickIgnored;
import io.recount.event.ClickNotCharged;
import io.recount.event.Conversion;
import io.recount.event.FundsDeposited;
import io.recount.event.FundsRefunded;
import io.recount.event.Heartbeat;
import io.recount.event.Impression;
import io.recount.wire.AvroCodec;
import io.recount.wire.Headers;
import io.recount.wire.UnreadableMessageException;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A record of {@code ad-events} to an {@link Arrival}. It never throws: whatever cannot be read, or
 * would break sums and times further on, is broken with its cause. Not for several threads.
 */
final class AdEventDecoder {
    /** A heartbeat speaks of the past; more than clocks may differ by is a broken clock. */
    private static final long MAX_HEARTBEAT_AHEAD_MS = 60_000;

    private static final int MAX_CAUSE_CHARS = 1_000;

    // Seeds: ids of different kinds never meet.
    private static final long ADVERTISER = 1;
    private static final long OF_THE_LOG = 2;
    private static final long IMPRESSION = 3;
    private static final long IGNORED_CLICK = 4;
    private static final long CONVERSION = 5;

    private final ImpressionReader impressions = new ImpressionReader();

    Arrival decode(ConsumerRecord<byte[], byte[]> message) {
        try {
            byte @Nullable [] value = message.value();
            if (value == null) {
                throw new UnreadableMessageException("No value");
            }
            return ImpressionReader.reads(value)
                    ? impression(impressions.read(value), message)
                    : arrival(AvroCodec.decode(value), message);
        } catch (RuntimeException e) {
            return Arrival.broken(causeOf(message, e));
        }
    }

    private static Arrival arrival(SpecificRecord value, ConsumerRecord<byte[], byte[]> message) {
        if (value instanceof Impression shown) {
            return impression(ImpressionReader.of(shown), message);
        }
        if (value instanceof ClickCharged click) {
            return charged(click, message);
        }
        if (value instanceof ClickIgnored click) {
            return ignored(click, message);
        }
        if (value instanceof Conversion conversion) {
            return conversion(conversion, message);
        }
        if (value instanceof Heartbeat heartbeat) {
            return heartbeat(heartbeat, message.timestamp());
        }
        if (value instanceof ClickNotCharged click) {
            return notCharged(click, message);
        }
        if (value instanceof ClickCredited credit) {
            return credited(credit, message);
        }
        @Nullable Origin origin = originOf(value);
        return origin == null ? Arrival.NOT_WANTED : counted(origin, message);
    }

    private static Arrival impression(
            ImpressionReader.Read shown, ConsumerRecord<byte[], byte[]> message) {
        // A page that is loaded again tells its impressions again, later: only the token's time
        // stays.
        return Arrival.of(
                new DecodedEvent(
                        message.partition(),
                        DecodedEvent.UNKNOWN,
                        0,
                        idHash(message, shown.traffic().clickId(), IMPRESSION),
                        shown.traffic().atMs(),
                        shown.traffic().servedAtMs(),
                        shown.measured(),
                        null,
                        null,
                        shown.traffic()));
    }

    private static Arrival charged(ClickCharged click, ConsumerRecord<byte[], byte[]> message) {
        long idHash = idHash(message, click.getClickId(), OF_THE_LOG);
        ChargedClick charged = EventRecords.charged(click, number(message, Headers.POSITION));
        return ofTheLog(
                message,
                click.getAdvertiserId(),
                idHash,
                charged.atMs(),
                EventRecords.measured(charged),
                charged,
                EventRecords.traffic(click));
    }

    private static Arrival notCharged(
            ClickNotCharged click, ConsumerRecord<byte[], byte[]> message) {
        return ofTheLog(
                message,
                click.getAdvertiserId(),
                idHash(message, click.getClickId(), OF_THE_LOG),
                EventRecords.ms(click.getAt()),
                null,
                null,
                EventRecords.traffic(click));
    }

    private static Arrival credited(ClickCredited credit, ConsumerRecord<byte[], byte[]> message) {
        long idHash = idHash(message, credit.getClickId() + "/credit", OF_THE_LOG);
        AdEvent measured = EventRecords.measured(credit);
        return ofTheLog(
                message, credit.getAdvertiserId(), idHash, measured.atMs(), measured, null, null);
    }

    /** Nothing is measured of it, but its sequence counts: without it there would be a hole. */
    private static Arrival counted(Origin origin, ConsumerRecord<byte[], byte[]> message) {
        String ownId = origin.advertiserId() + "/" + origin.at() + "/" + origin.name();
        return ofTheLog(
                message,
                origin.advertiserId(),
                idHash(message, ownId, OF_THE_LOG),
                EventRecords.ms(origin.at()),
                null,
                null,
                null);
    }

    private static Arrival ofTheLog(
            ConsumerRecord<byte[], byte[]> message,
            String advertiserId,
            long idHash,
            long atMs,
            @Nullable AdEvent measured,
            @Nullable ChargedClick charged,
            @Nullable TrafficEvent traffic) {
        return Arrival.of(
                new DecodedEvent(
                        message.partition(),
                        number(message, Headers.SEQUENCE),
                        IdHash.of(advertiserId, ADVERTISER),
                        idHash,
                        atMs,
                        atMs,
                        measured,
                        charged,
                        null,
                        traffic));
    }

    private static Arrival ignored(ClickIgnored click, ConsumerRecord<byte[], byte[]> message) {
        long idHash = idHash(message, click.getEventId(), IGNORED_CLICK);
        long atMs = EventRecords.ms(click.getAt());
        return Arrival.of(
                new DecodedEvent(
                        message.partition(),
                        DecodedEvent.UNKNOWN,
                        0,
                        idHash,
                        atMs,
                        atMs,
                        EventRecords.measured(click),
                        null,
                        null,
                        EventRecords.traffic(click)));
    }

    private static Arrival conversion(
            Conversion conversion, ConsumerRecord<byte[], byte[]> message) {
        ConversionEvent event = EventRecords.conversion(conversion);
        // The same order for another click is another claim.
        long idHash = IdHash.of(event.clickId(), IdHash.of(event.conversionId(), CONVERSION));
        return Arrival.of(
                new DecodedEvent(
                        message.partition(),
                        DecodedEvent.UNKNOWN,
                        0,
                        idHash,
                        event.occurredAtMs(),
                        event.receivedAtMs(),
                        null,
                        null,
                        event,
                        null));
    }

    private static Arrival heartbeat(Heartbeat heartbeat, long writtenAtMs) {
        long completeToMs = heartbeat.getCompleteTo().toEpochMilli();
        if (completeToMs > writtenAtMs + MAX_HEARTBEAT_AHEAD_MS) {
            throw new UnreadableMessageException(
                    "Heartbeat is ahead of its own record: " + heartbeat.getCompleteTo());
        }
        return Arrival.heartbeat(completeToMs);
    }

    /** The other events of Budget. */
    private record Origin(String advertiserId, Instant at, String name) {
        Origin(String advertiserId, Instant at, SpecificRecord event) {
            this(advertiserId, at, event.getSchema().getName());
        }
    }

    private static @Nullable Origin originOf(SpecificRecord value) {
        if (value instanceof AdvertiserRegistered e) {
            return new Origin(e.getAdvertiserId(), e.getAt(), e);
        }
        if (value instanceof AdvertiserChanged e) {
            return new Origin(e.getAdvertiserId(), e.getAt(), e);
        }
        if (value instanceof FundsDeposited e) {
            return new Origin(e.getAdvertiserId(), e.getAt(), e);
        }
        if (value instanceof FundsRefunded e) {
            return new Origin(e.getAdvertiserId(), e.getAt(), e);
        }
        if (value instanceof CampaignBudgetSet e) {
            return new Origin(e.getAdvertiserId(), e.getAt(), e);
        }
        if (value instanceof CampaignLineOpened e) {
            return new Origin(e.getAdvertiserId(), e.getAt(), e);
        }
        return value instanceof CampaignLineClosed e
                ? new Origin(e.getAdvertiserId(), e.getAt(), e)
                : null;
    }

    /** Of the id in the header, else of what the record is known by within its kind. */
    private static long idHash(ConsumerRecord<byte[], byte[]> message, String ownId, long seed) {
        @Nullable Header header = message.headers().lastHeader(Headers.EVENT_ID);
        return header == null || header.value() == null || header.value().length == 0
                ? IdHash.of(ownId, seed)
                : IdHash.of(header.value(), seed);
    }

    private static long number(ConsumerRecord<byte[], byte[]> message, String name) {
        @Nullable Header header = message.headers().lastHeader(name);
        if (header == null || header.value() == null) {
            return DecodedEvent.UNKNOWN;
        }
        long number = Long.parseLong(new String(header.value(), UTF_8));
        if (number < 0) {
            throw new UnreadableMessageException("Header " + name + " is negative: " + number);
        }
        return number;
    }

    private static String causeOf(
            ConsumerRecord<byte[], byte[]> message, RuntimeException problem) {
        String cause =
                problem instanceof UnreadableMessageException
                        ? String.valueOf(problem.getMessage())
                        : problem.toString();
        return "%s/%d/%d: %s"
                .formatted(
                        message.topic(), message.partition(), message.offset(), printable(cause));
    }

    /** A cause may quote broken bytes, and goes into the service's log. */
    private static String printable(String cause) {
        String clean = cause.replaceAll("[\\p{Cntrl}\\p{Cs}]", "?");
        return clean.length() <= MAX_CAUSE_CHARS ? clean : clean.substring(0, MAX_CAUSE_CHARS);
    }
}
