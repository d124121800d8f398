package io.recount.ops.drill.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.recount.event.Heartbeat;
import io.recount.ops.drill.stream.Recount.Counts;
import io.recount.ops.drill.stream.StreamEvents.Ad;
import io.recount.ops.drill.stream.StreamEvents.Sold;
import io.recount.ops.traffic.truth.BudgetTruth;
import io.recount.ops.traffic.truth.Transport;
import io.recount.wire.AvroCodec;
import io.recount.wire.Headers;
import io.recount.wire.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What {@code ad-events} has to bear: messages that are sent twice, out of order or late ({@link
 * Transport}), budgets that run out ({@link BudgetTruth}), and the relay with its clicks and
 * heartbeats as far behind as it is told. Whatever is sent is recounted.
 */
final class StreamLoad implements AutoCloseable {
    private static final int ADVERTISERS = 4;
    private static final int CAMPAIGNS = 2;
    private static final int ADS = 3;
    private static final int CLICKS_TO_BUY_FROM = 1_000;

    private final KafkaProducer<byte[], byte[]> producer;
    private final Recount recount;
    private final SplittableRandom random;
    private final Transport transport;
    private final BudgetTruth budgets;
    private final Deque<Held> relay = new ArrayDeque<>();
    private final List<Sold> clicks = new ArrayList<>();
    private final long[] sequences = new long[ADVERTISERS];
    private long number;

    private record Held(long atMs, ProducerRecord<byte[], byte[]> message) {}

    StreamLoad(String bootstrapServers, Recount recount, long seed) {
        this.recount = recount;
        this.random = new SplittableRandom(seed);
        this.transport = new Transport(random.split());
        this.budgets = new BudgetTruth(random.split());
        this.producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrapServers,
                                "acks",
                                "all",
                                "linger.ms",
                                "2",
                                "compression.type",
                                "lz4"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    /** So many events of that time; then what the relay, so far behind, gets through. */
    void slice(long fromMs, long toMs, int events, Duration relayLag) {
        for (int i = 0; i < events; i++) {
            // The log is in order, what comes by another way is not.
            long atMs = fromMs + (toMs - fromMs) * i / events;
            int kind = random.nextInt(100);
            if (kind < 70) {
                impression(ad(), transport.happened(atMs));
            } else if (kind < 95) {
                click(ad(), atMs);
            } else if (kind < 97) {
                invalidClick(ad(), transport.happened(atMs));
            } else {
                conversion(ad(), transport.happened(atMs), toMs);
            }
        }
        relayUpTo(toMs - relayLag.toMillis());
    }

    /** The relay catches up, and everything that was sent before is over for good. */
    void end(long endMs) {
        relayUpTo(endMs);
        heartbeat(endMs + Duration.ofHours(3).toMillis());
        producer.flush();
        recount.reached(budgets.reached());
    }

    @Override
    public void close() {
        producer.close();
    }

    private Ad ad() {
        int advertiser = random.nextInt(ADVERTISERS);
        String id = "drill00000%03d".formatted(advertiser);
        String campaign = id + "-c" + random.nextInt(CAMPAIGNS);
        return new Ad(advertiser, id, campaign, campaign + "-a" + random.nextInt(ADS));
    }

    private void impression(Ad ad, long atMs) {
        String id = ad.advertiserId() + "-i" + number++;
        recount.sent(ad.campaignId(), ad.adId(), atMs, Counts.IMPRESSION);
        send(message(ad.adId(), id + "/i", atMs, StreamEvents.impression(ad, id, atMs)));
    }

    private void click(Ad ad, long atMs) {
        String id = ad.advertiserId() + "-k" + number++;
        long micros = 70_000_000L + 10_000_000L * random.nextInt(20);
        Optional<BudgetTruth.Charge> charge = budgets.click(ad.campaignId(), micros);
        relay(ad, id, atMs, StreamEvents.click(ad, id, atMs, micros, charge));
        if (charge.isPresent()) {
            recount.sent(ad.campaignId(), ad.adId(), atMs, Counts.click(micros));
            sold(new Sold(id, ad, atMs));
        }
    }

    /** By the log, which has them in order. */
    private void relay(Ad ad, String id, long atMs, SpecificRecord click) {
        var message = message(ad.advertiserId(), id, atMs, click);
        long sequence = sequences[ad.advertiser()]++;
        message.headers()
                .add(Headers.SEQUENCE, Long.toString(sequence).getBytes(UTF_8))
                .add(Headers.POSITION, Long.toString(number).getBytes(UTF_8));
        relay.add(new Held(atMs, message));
    }

    private void sold(Sold sold) {
        if (clicks.size() < CLICKS_TO_BUY_FROM) {
            clicks.add(sold);
        } else {
            clicks.set(random.nextInt(CLICKS_TO_BUY_FROM), sold);
        }
    }

    private void invalidClick(Ad ad, long atMs) {
        String id = ad.advertiserId() + "-x" + number++;
        recount.sent(ad.campaignId(), ad.adId(), atMs, Counts.INVALID_CLICK);
        SpecificRecord click = StreamEvents.invalidClick(ad, id, atMs);
        send(message(ad.advertiserId(), id + "/e", atMs, click));
    }

    /** Of a click, which the relay may still hold, or of one that nobody knows. */
    private void conversion(Ad unknown, long atMs, long receivedAtMs) {
        String id = unknown.advertiserId() + "-v" + number++;
        boolean known = !clicks.isEmpty() && random.nextBoolean();
        Sold click =
                known
                        ? clicks.get(random.nextInt(clicks.size()))
                        : new Sold(id + "-k", unknown, Sold.NEVER);
        recount.sent(click.ad().campaignId(), click.ad().adId(), atMs, Counts.CONVERSION);
        recount.ordered(id, click, atMs);
        send(
                message(
                        click.clickId(),
                        id,
                        atMs,
                        StreamEvents.conversion(click, id, atMs, receivedAtMs)));
    }

    private void relayUpTo(long completeToMs) {
        while (!relay.isEmpty() && relay.peek().atMs() <= completeToMs) {
            send(relay.remove().message());
        }
        heartbeat(completeToMs);
    }

    private void heartbeat(long completeToMs) {
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

    private void send(ProducerRecord<byte[], byte[]> message) {
        for (int times = transport.times(); times > 0; times--) {
            var unused = producer.send(message);
        }
    }

    private static ProducerRecord<byte[], byte[]> message(
            String key, String eventId, long atMs, SpecificRecord event) {
        var message =
                new ProducerRecord<>(
                        Topic.AD_EVENTS.topicName(),
                        null,
                        atMs,
                        key.getBytes(UTF_8),
                        AvroCodec.encode(event));
        message.headers().add(Headers.EVENT_ID, eventId.getBytes(UTF_8));
        return message;
    }
}
