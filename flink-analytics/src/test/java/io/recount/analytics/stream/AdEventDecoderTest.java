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
        assertThat(event.amountMicros()).isZero();
    }

    @Test
    void aChargedClickCarriesItsCost() {
        // when
        AdEvent event = event(AdEventSamples.click("k1", AD, AT, 500_000_000));
        // then
        assertThat(event.kind()).isEqualTo(AdEvent.Kind.CLICK);
        assertThat(event.amountMicros()).isEqualTo(500_000_000);
    }

    @ParameterizedTest
    @EnumSource(ClickOutcome.class)
    void ofIgnoredClicksOnlyInvalidTrafficIsMeasured(ClickOutcome outcome) {
        // when
        Arrival arrival = decode(AdEventSamples.ignored("e1", AD, AT, outcome));
        // then
        assertThat(arrival.broken()).isNull();
        assertThat(Optional.ofNullable(arrival.event().measured()).map(AdEvent::kind))
                .isEqualTo(
                        outcome == ClickOutcome.INVALID_TRAFFIC
                                ? Optional.of(AdEvent.Kind.INVALID_CLICK)
                                : Optional.empty());
    }

    @ParameterizedTest
    @EnumSource(ClickOutcome.class)
    void everyIgnoredClickIsTraffic(ClickOutcome outcome) {
        // when
        TrafficEvent click = decoded(AdEventSamples.ignored("e1", AD, AT, outcome), null).traffic();
        // then
        assertThat(click.outcome()).isEqualTo(outcome);
        assertThat(click.clickId()).isEqualTo("click-of-e1");
        assertThat(click.isImpression()).isFalse();
    }

    @Test
    void aConversionIsForwardedWhetherItsCampaignIsKnownOrNot() {
        // when
        DecodedEvent known = decoded(AdEventSamples.conversion("v1", AD, AT), null);
        DecodedEvent unknown = decoded(AdEventSamples.unattributed("v1", AT), null);
        // then
        assertThat(known.conversion().occurredAtMs()).isEqualTo(AT.toEpochMilli());
        assertThat(known.conversion().campaignId()).isEqualTo(AdEventSamples.CAMPAIGN);
        assertThat(known.measured()).isNull();
        assertThat(unknown.conversion().campaignId()).isNull();
        assertThat(unknown.idHash()).isEqualTo(known.idHash());
    }

    @Test
    void ofTheLogsOtherEventsOnlyTheirPlaceInItCounts() {
        // given
        var message = message(AvroCodec.encode(AdEventSamples.deposit(AT)), "id");
        message.headers().add(Headers.SEQUENCE, "17".getBytes(UTF_8));
        // when
        DecodedEvent event = new AdEventDecoder().decode(message).event();
        // then
        assertThat(event.sequence()).isEqualTo(17);
        assertThat(event.isOfTheLog()).isTrue();
        assertThat(event.measured()).isNull();
        assertThat(event.traffic()).isNull();
    }

    @Test
    void aChargedClickHasItsPlaceInTheLog() {
        // given
        var message = message(AvroCodec.encode(AdEventSamples.click("k1", AD, AT, 7)), "id");
        message.headers()
                .add(Headers.SEQUENCE, "3".getBytes(UTF_8))
                .add(Headers.POSITION, "90".getBytes(UTF_8));
        // when
        DecodedEvent event = new AdEventDecoder().decode(message).event();
        // then
        assertThat(event.partition()).isEqualTo(3);
        assertThat(event.charged().position()).isEqualTo(90);
        assertThat(event.charged().daySpentAfterMicros()).isEqualTo(7);
        assertThat(event.traffic().isCharged()).isTrue();
    }

    @Test
    void aSequenceThatIsNoNumberIsBroken() {
        // given
        var message = message(AvroCodec.encode(AdEventSamples.deposit(AT)), "id");
        message.headers().add(Headers.SEQUENCE, "x".getBytes(UTF_8));
        // then
        assertThat(causeOf(new AdEventDecoder().decode(message))).contains("x");
    }

    @Test
    void whatExchangesTellAndAuctionsThatWereKeptAreNotMeasured() {
        assertThat(decode(AdEventSamples.billingNotice("k1", AD, AT)))
                .isEqualTo(Arrival.NOT_WANTED);
        assertThat(decode(AdEventSamples.auction("request", AT))).isEqualTo(Arrival.NOT_WANTED);
    }

    @Test
    void theHeaderSaysWhichEventItIs() {
        // given
        SpecificRecord one = AdEventSamples.impression("k1", AD, AT);
        SpecificRecord other = AdEventSamples.impression("k2", AD, AT);
        // then
        assertThat(decoded(one, "id-1").idHash()).isEqualTo(decoded(other, "id-1").idHash());
        assertThat(decoded(one, "id-1").idHash()).isNotEqualTo(decoded(other, "id-2").idHash());
    }

    @Test
    void withoutAHeaderTheRecordIsKnownByItsOwnIdWithinItsKind() {
        // given
        long impression = decoded(AdEventSamples.impression("k1", AD, AT), null).idHash();
        // then
        assertThat(decoded(AdEventSamples.impression("k1", AD, AT), null).idHash())
                .isEqualTo(impression);
        assertThat(decoded(AdEventSamples.impression("k2", AD, AT), null).idHash())
                .isNotEqualTo(impression);
        assertThat(decoded(AdEventSamples.click("k1", AD, AT, 1), null).idHash())
                .isNotEqualTo(impression);
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
    void bytesThatAreNoRecordAreBroken() {
        // given
        byte[] value = "{\"no\": \"avro\"}".getBytes(UTF_8);
        // when
        Arrival arrival = new AdEventDecoder().decode(message(value, null));
        // then
        assertThat(causeOf(arrival))
                .startsWith("ad-events/3/42: Not a single-object encoded record");
    }

    @Test
    void aRecordCutShortAnUnknownSchemaAndNoValueAreBroken() {
        // given
        byte[] whole = AvroCodec.encode(AdEventSamples.impression("k1", AD, AT));
        byte[] cut = Arrays.copyOf(whole, whole.length / 2);
        byte[] unknown = whole.clone();
        unknown[5] ^= 1;
        // then
        assertThat(causeOf(new AdEventDecoder().decode(message(cut, null)))).contains("Impression");
        assertThat(causeOf(new AdEventDecoder().decode(message(unknown, null))))
                .contains("Unknown schema");
        assertThat(causeOf(new AdEventDecoder().decode(message(null, null))))
                .endsWith(": No value");
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
        return decoded(value, null).measured();
    }

    private DecodedEvent decoded(SpecificRecord value, String eventId) {
        DecodedEvent event =
                new AdEventDecoder().decode(message(AvroCodec.encode(value), eventId)).event();
        assertThat(event).isNotNull();
        return event;
    }

    private Arrival decode(SpecificRecord value) {
        return new AdEventDecoder().decode(message(AvroCodec.encode(value), null));
    }

    private static String causeOf(Arrival arrival) {
        assertThat(arrival.event()).isNull();
        assertThat(arrival.broken()).isNotNull();
        return arrival.broken();
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
