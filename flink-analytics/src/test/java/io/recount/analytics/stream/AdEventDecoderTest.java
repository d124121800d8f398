package io.recount.analytics.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.recount.analytics.AdEventSamples;
import io.recount.event.ClickOutcome;
import io.recount.wire.AvroCodec;
import io.recount.wire.Headers;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdEventDecoderTest {
    private static final Instant AT = Instant.parse("2026-11-18T05:32:08.123Z");
    private static final String AD = AdEventSamples.CAMPAIGN + "-a1";

    private final AdEventDecoder decoder = new AdEventDecoder();

    @Test
    void anImpressionCountsAtItsOwnTime() {
        // when
        AdEvent event = event(AdEventSamples.impression("k1", AD, AT));
        // then
        assertThat(event.kind()).isEqualTo(AdEvent.Kind.IMPRESSION);
        assertThat(event.advertiserId()).isEqualTo(AdEventSamples.ADVERTISER);
        assertThat(event.campaignId()).isEqualTo(AdEventSamples.CAMPAIGN);
        assertThat(event.adId()).isEqualTo(AD);
        assertThat(event.atMs()).isEqualTo(AT.toEpochMilli());
        assertThat(event.costMicros()).isZero();
    }

    @Test
    void aChargedClickCarriesItsCost() {
        // when
        AdEvent event = event(AdEventSamples.click("k1", AD, AT, 500_000_000));
        // then
        assertThat(event.kind()).isEqualTo(AdEvent.Kind.CLICK);
        assertThat(event.costMicros()).isEqualTo(500_000_000);
    }

    @ParameterizedTest
    @EnumSource(ClickOutcome.class)
    void ofIgnoredClicksOnlyInvalidTrafficIsMeasured(ClickOutcome outcome) {
        // when
        Arrival arrival = decode(AdEventSamples.ignored("e1", AD, AT, outcome));
        // then
        assertThat(arrival.broken()).isNull();
        assertThat(Optional.ofNullable(arrival.event()).map(AdEvent::kind))
                .isEqualTo(
                        outcome == ClickOutcome.INVALID_TRAFFIC
                                ? Optional.of(AdEvent.Kind.INVALID_CLICK)
                                : Optional.empty());
    }

    @Test
    void aConversionCountsWhenItOccurredAndOnlyIfItsAdIsKnown() {
        // when
        AdEvent known = event(AdEventSamples.conversion("v1", AD, AT));
        Arrival unknown = decode(AdEventSamples.unattributed("v1", AT));
        // then
        assertThat(known.kind()).isEqualTo(AdEvent.Kind.CONVERSION);
        assertThat(known.atMs()).isEqualTo(AT.toEpochMilli());
        assertThat(unknown).isEqualTo(Arrival.NOT_MEASURED);
    }

    @Test
    void otherEventsOfTheLogAreNotMeasured() {
        assertThat(decode(AdEventSamples.deposit(AT))).isEqualTo(Arrival.NOT_MEASURED);
    }

    @Test
    void whatExchangesTellAndAuctionsThatWereKeptAreNotMeasured() {
        assertThat(decode(AdEventSamples.billingNotice("k1", AD, AT)))
                .isEqualTo(Arrival.NOT_MEASURED);
        assertThat(decode(AdEventSamples.auction("request", AT))).isEqualTo(Arrival.NOT_MEASURED);
    }

    @Test
    void theHeaderSaysWhichEventItIs() {
        // given
        SpecificRecord one = AdEventSamples.impression("k1", AD, AT);
        SpecificRecord other = AdEventSamples.impression("k2", AD, AT);
        // then
        assertThat(event(one, "id-1").idHash()).isEqualTo(event(other, "id-1").idHash());
        assertThat(event(one, "id-1").idHash()).isNotEqualTo(event(one, "id-2").idHash());
    }

    @Test
    void withoutAHeaderTheRecordIsKnownByItsOwnIdWithinItsKind() {
        // given
        AdEvent impression = event(AdEventSamples.impression("k1", AD, AT));
        // then
        assertThat(event(AdEventSamples.impression("k1", AD, AT)).idHash())
                .isEqualTo(impression.idHash());
        assertThat(event(AdEventSamples.impression("k2", AD, AT)).idHash())
                .isNotEqualTo(impression.idHash());
        assertThat(event(AdEventSamples.click("k1", AD, AT, 1)).idHash())
                .isNotEqualTo(impression.idHash());
    }

    @Test
    void aHeartbeatIsItsWord() {
        assertThat(decode(AdEventSamples.heartbeat(AT)))
                .isEqualTo(Arrival.heartbeat(AT.toEpochMilli()));
    }

    @Test
    void aHeartbeatAheadOfItsOwnRecordIsBroken() {
        // given: a clock that is an hour ahead would make every event after it late
        Arrival arrival = decode(AdEventSamples.heartbeat(AT.plusSeconds(3_600)));
        // then
        assertThat(causeOf(arrival)).contains("ahead of its own record");
    }

    @Test
    void bytesThatAreNoRecordAreBrokenAndKept() {
        // given
        byte[] value = "{\"no\": \"avro\"}".getBytes(UTF_8);
        // when
        Arrival arrival = decoder.decode(message(value, null));
        // then
        ParkedMessage parked = arrival.broken();
        assertThat(parked).isNotNull();
        assertThat(parked.topic()).isEqualTo("ad-events");
        assertThat(parked.partition()).isEqualTo(3);
        assertThat(parked.offset()).isEqualTo(42);
        assertThat(parked.key()).isEqualTo("key".getBytes(UTF_8));
        assertThat(parked.value()).isEqualTo(value);
        assertThat(parked.cause()).contains("Not a single-object encoded record");
    }

    @Test
    void aRecordCutShortAnUnknownSchemaAndNoValueAreBroken() {
        // given
        byte[] whole = AvroCodec.encode(AdEventSamples.impression("k1", AD, AT));
        byte[] cut = Arrays.copyOf(whole, whole.length / 2);
        byte[] unknown = whole.clone();
        unknown[5] ^= 1;
        // then
        assertThat(causeOf(decoder.decode(message(cut, null)))).contains("Impression");
        assertThat(causeOf(decoder.decode(message(unknown, null)))).contains("Unknown schema");
        assertThat(causeOf(decoder.decode(message(null, null)))).isEqualTo("No value");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 9_000_000_000_000_001L, Long.MAX_VALUE})
    void anImpossibleAmountIsBroken(long chargedMicros) {
        assertThat(causeOf(decode(AdEventSamples.click("k1", AD, AT, chargedMicros))))
                .contains("No amount");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1969-12-31T23:59:59.999Z", "9999-01-01T00:00:00Z"})
    void anImpossibleTimeIsBroken(Instant at) {
        assertThat(causeOf(decode(AdEventSamples.impression("k1", AD, at))))
                .contains("No time of this platform");
    }

    private AdEvent event(SpecificRecord value) {
        return event(value, null);
    }

    private AdEvent event(SpecificRecord value, String eventId) {
        AdEvent event = decoder.decode(message(AvroCodec.encode(value), eventId)).event();
        assertThat(event).isNotNull();
        return event;
    }

    private Arrival decode(SpecificRecord value) {
        return decoder.decode(message(AvroCodec.encode(value), null));
    }

    private static String causeOf(Arrival arrival) {
        assertThat(arrival.event()).isNull();
        assertThat(arrival.broken()).isNotNull();
        return arrival.broken().cause();
    }

    private static ConsumerRecord<byte[], byte[]> message(byte[] value, String eventId) {
        RecordHeaders headers = new RecordHeaders();
        if (eventId != null) {
            headers.add(Headers.EVENT_ID, eventId.getBytes(UTF_8));
        }
        return new ConsumerRecord<>(
                "ad-events",
                3,
                42,
                AT.toEpochMilli(),
                TimestampType.CREATE_TIME,
                3,
                value == null ? 0 : value.length,
                "key".getBytes(UTF_8),
                value,
                headers,
                Optional.empty());
    }
}
