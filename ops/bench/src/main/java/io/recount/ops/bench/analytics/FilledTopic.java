package io.recount.ops.bench.analytics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.recount.event.ClickCharged;
import io.recount.event.ClickIgnored;
import io.recount.event.ClickOutcome;
import io.recount.event.Conversion;
import io.recount.event.Heartbeat;
import io.recount.event.Impression;
import io.recount.wire.AvroCodec;
import io.recount.wire.Headers;
import io.recount.wire.Topic;
import java.time.Instant;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes {@code ad-events}: of a hundred events 88 impressions, 9 charged clicks, 1 refused click
 * and 2 conversions, of a thousand ads and 200,000 visitors, with the relay's heartbeats.
 */
final class FilledTopic implements AutoCloseable {
    static final int ADS = 1_000;

    private static final int CAMPAIGNS = 100;
    private static final int ADVERTISERS = 50;
    private static final String ADVERTISER_PREFIX = "bench0000";
    private static final int VISITORS = 200_000;
    private static final int PUBLISHERS = 200;

    /** What is shown within some ten seconds: so long does it take until an ad is clicked. */
    private static final int SHOWN = 1 << 16;

    private final KafkaProducer<byte[], byte[]> producer;
    private final SplittableRandom random;
    private final long[] sequences = new long[ADVERTISERS];
    private final String run;
    private long number;
    private String lastClick = "none";

    /** Ads that were shown of late, and will be clicked. */
    private final Impression[] shown = new Impression[SHOWN];

    private long shownCount;

    FilledTopic(String bootstrapServers, long seed) {
        this.random = new SplittableRandom(seed);
        this.run = Long.toString(seed, Character.MAX_RADIX);
        this.producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrapServers,
                                "linger.ms",
                                "5",
                                "batch.size",
                                "131072",
                                "compression.type",
                                "lz4"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    static String ad(int number) {
        return campaign(number % CAMPAIGNS) + "-a" + number;
    }

    private static String campaign(int number) {
        return advertiser(number % ADVERTISERS) + "-c" + number;
    }

    static String campaignOfAd(int ad) {
        return campaign(ad % CAMPAIGNS);
    }

    private static String advertiser(int number) {
        return ADVERTISER_PREFIX + "%03d".formatted(number);
    }

    /** An event of then. */
    void event(long atMs) {
        int ad = random.nextInt(ADS);
        int kind = random.nextInt(100);
        if (kind < 88 || shownCount < SHOWN) {
            impression(ad(ad), ad, atMs);
        } else if (kind < 97) {
            click(oneOfThoseShown(), atMs);
        } else if (kind < 98) {
            refusedClick(oneOfThoseShown(), atMs);
        } else {
            conversion(ad, atMs);
        }
    }

    void heartbeat(long completeToMs) {
        byte[] beat = AvroCodec.encode(new Heartbeat(Instant.ofEpochMilli(completeToMs), number));
        for (int partition = 0; partition < Topic.AD_EVENTS.partitions(); partition++) {
            var unused =
                    producer.send(
                            new ProducerRecord<>(
                                    Topic.AD_EVENTS.topicName(),
                                    partition,
                                    completeToMs,
                                    null,
                                    beat));
        }
    }

    /** Of an ad that may be none of the thousand. */
    void impression(String adId, int ad, long atMs) {
        String id = id(ad, 'i');
        Instant at = Instant.ofEpochMilli(atMs);
        Impression impression =
                Impression.newBuilder()
                        .setClickId(id)
                        .setAdvertiserId(advertiserOf(ad))
                        .setCampaignId(campaignOfAd(ad))
                        .setAdId(adId)
                        .setSlot(1 + random.nextInt(3))
                        .setServedAt(at)
                        .setAt(at)
                        .setVisitor(visitor())
                        .setNetwork(network())
                        .setPublisher(publisher())
                        .build();
        shown[(int) (shownCount++ % SHOWN)] = impression;
        send(adId, id, atMs, impression, -1);
    }

    /** Longest ago, or nearly. */
    private Impression oneOfThoseShown() {
        return shown[(int) ((shownCount + random.nextInt(SHOWN / 4)) % SHOWN)];
    }

    private void click(Impression clicked, long atMs) {
        String id = clicked.getClickId();
        int owner = ownerOf(clicked);
        long sequence = sequences[owner]++;
        ClickCharged click =
                ClickCharged.newBuilder()
                        .setClickId(id)
                        .setAdvertiserId(clicked.getAdvertiserId())
                        .setCampaignId(clicked.getCampaignId())
                        .setAdId(clicked.getAdId())
                        .setOutcome(ClickOutcome.CHARGED)
                        .setChargedMicros(100_000_000)
                        .setAt(Instant.ofEpochMilli(atMs))
                        .setServedAt(clicked.getServedAt())
                        .setDayStart(Instant.EPOCH)
                        .setBalanceAfterMicros(0)
                        .setDaySpentAfterMicros(sequence * 100_000_000)
                        .setDayClicksAfter(sequence)
                        .setTotalSpentAfterMicros(sequence * 100_000_000)
                        .setDailyBudgetMicros(1_000_000_000_000_000L)
                        .setRulesVersion(1)
                        .setVisitor(clicked.getVisitor())
                        .setNetwork(clicked.getNetwork())
                        .setPublisher(clicked.getPublisher())
                        .build();
        lastClick = id;
        send(clicked.getAdvertiserId(), id, atMs, click, sequence);
    }

    private static int ownerOf(Impression shown) {
        return Integer.parseInt(shown.getAdvertiserId().substring(ADVERTISER_PREFIX.length()));
    }

    private void refusedClick(Impression clicked, long atMs) {
        String id = clicked.getClickId();
        ClickIgnored click =
                ClickIgnored.newBuilder()
                        .setEventId(id + "/e" + number++)
                        .setClickId(id)
                        .setAdvertiserId(clicked.getAdvertiserId())
                        .setCampaignId(clicked.getCampaignId())
                        .setAdId(clicked.getAdId())
                        .setOutcome(ClickOutcome.INVALID_TRAFFIC)
                        .setPriceMicros(100_000_000)
                        .setServedAt(clicked.getServedAt())
                        .setAt(Instant.ofEpochMilli(atMs))
                        .setVisitor(clicked.getVisitor())
                        .setNetwork(clicked.getNetwork())
                        .setPublisher(clicked.getPublisher())
                        .build();
        send(clicked.getAdvertiserId(), click.getEventId(), atMs, click, -1);
    }

    private void conversion(int ad, long atMs) {
        String id = id(ad, 'v');
        Conversion conversion =
                Conversion.newBuilder()
                        .setConversionId(id)
                        .setClickId(lastClick)
                        .setOrderId(id)
                        .setAdvertiserId(advertiserOf(ad))
                        .setCampaignId(campaignOfAd(ad))
                        .setAdId(ad(ad))
                        .setValueMicros(1)
                        .setOccurredAt(Instant.ofEpochMilli(atMs))
                        .setReceivedAt(Instant.ofEpochMilli(atMs))
                        .build();
        send(lastClick, id, atMs, conversion, -1);
    }

    private void send(
            String key, String eventId, long atMs, SpecificRecord event, long sequenceOrNone) {
        var message =
                new ProducerRecord<>(
                        Topic.AD_EVENTS.topicName(),
                        null,
                        atMs,
                        key.getBytes(UTF_8),
                        AvroCodec.encode(event));
        message.headers().add(Headers.EVENT_ID, eventId.getBytes(UTF_8));
        if (sequenceOrNone >= 0) {
            message.headers()
                    .add(Headers.SEQUENCE, Long.toString(sequenceOrNone).getBytes(UTF_8))
                    .add(Headers.POSITION, Long.toString(number).getBytes(UTF_8));
        }
        var unused = producer.send(message);
    }

    private String id(int ad, char kind) {
        return advertiserOf(ad) + "-" + kind + run + "-" + number++;
    }

    private static String advertiserOf(int ad) {
        return advertiser(ad % CAMPAIGNS % ADVERTISERS);
    }

    private String visitor() {
        return "visitor-" + random.nextInt(VISITORS);
    }

    private String network() {
        return "network-" + random.nextInt(VISITORS / 2);
    }

    private String publisher() {
        return "publisher-" + random.nextInt(PUBLISHERS);
    }

    void flush() {
        producer.flush();
    }

    @Override
    public void close() {
        producer.close();
    }
}
