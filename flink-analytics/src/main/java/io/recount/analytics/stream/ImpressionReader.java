package io.recount.analytics.stream;

import io.recount.event.Impression;
import io.recount.wire.ReleasedSchemas;
import io.recount.wire.UnreadableMessageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * An impression from its bytes, field by field: nine events in ten are one, and to make Avro's own
 * record of it, with its instants and lists, only to take it apart again is what the job would
 * spend most of its time on.
 *
 * <p>It knows one released version, today's. Others are read by Avro, as everything else is.
 */
final class ImpressionReader {
    /** Whose fields {@link #read} reads, in their order. */
    static final int VERSION = 3;

    private static final int MARKER_BYTES = 2;
    private static final int HEADER_BYTES = MARKER_BYTES + Long.BYTES;
    private static final long FINGERPRINT =
            ReleasedSchemas.all().stream()
                    .filter(released -> released.name().equals("Impression"))
                    .filter(released -> released.version() == VERSION)
                    .map(released -> SchemaNormalization.parsingFingerprint64(released.schema()))
                    .findFirst()
                    .orElseThrow();

    private final Texts texts = new Texts();
    private final Utf8 text = new Utf8();
    private @Nullable BinaryDecoder in;

    /** Where an ad was shown and who saw it. */
    record Read(AdEvent measured, TrafficEvent traffic) {}

    /** The same of another version, as Avro has read it. */
    static Read of(Impression shown) {
        return new Read(EventRecords.measured(shown), EventRecords.traffic(shown));
    }

    static boolean reads(byte[] message) {
        return message.length > HEADER_BYTES
                && ByteBuffer.wrap(message, MARKER_BYTES, Long.BYTES)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .getLong()
                        == FINGERPRINT;
    }

    Read read(byte[] message) {
        in =
                DecoderFactory.get()
                        .binaryDecoder(message, HEADER_BYTES, message.length - HEADER_BYTES, in);
        try {
            return read(in);
        } catch (IOException e) {
            throw new UnreadableMessageException("Broken body of Impression: " + e, e);
        }
    }

    private Read read(BinaryDecoder in) throws IOException {
        String clickId = in.readString();
        String advertiserId = often(in);
        String campaignId = often(in);
        String adId = often(in);
        int slot = in.readInt();
        long servedAtMs = EventRecords.ms(in.readLong());
        long atMs = EventRecords.ms(in.readLong());
        @Nullable String visitor = isThere(in) ? in.readString() : null;
        @Nullable String network = isThere(in) ? in.readString() : null;
        Arm[] arms = arms(in);
        @Nullable String publisher = isThere(in) ? often(in) : null;
        @Nullable String agentClass = isThere(in) ? often(in) : null;
        @Nullable String networkClass = isThere(in) ? often(in) : null;
        return new Read(
                new AdEvent(AdEvent.Kind.IMPRESSION, advertiserId, campaignId, adId, atMs, 0, arms),
                new TrafficEvent(
                        null,
                        clickId,
                        advertiserId,
                        campaignId,
                        adId,
                        atMs,
                        servedAtMs,
                        slot,
                        0,
                        visitor,
                        network,
                        publisher,
                        agentClass,
                        networkClass,
                        null));
    }

    private String often(BinaryDecoder in) throws IOException {
        return texts.of(in.readString(text));
    }

    /** Of a union of null and something. */
    private static boolean isThere(BinaryDecoder in) throws IOException {
        int branch = in.readIndex();
        if (branch != 0 && branch != 1) {
            throw new UnreadableMessageException("No branch of a union of two: " + branch);
        }
        return branch == 1;
    }

    private Arm[] arms(BinaryDecoder in) throws IOException {
        long count = in.readArrayStart();
        if (count == 0) {
            return Arm.NONE;
        }
        List<Arm> arms = new ArrayList<>();
        for (; count > 0; count = in.arrayNext()) {
            for (long i = 0; i < count; i++) {
                arms.add(new Arm(often(in), often(in)));
            }
        }
        return arms.toArray(Arm[]::new);
    }
}
