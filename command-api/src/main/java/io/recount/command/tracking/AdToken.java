package io.recount.command.tracking;

import io.recount.command.Ids;
import io.recount.event.ExperimentArm;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an ad's token says: everything about its impression and its click that was fixed when it was
 * served. Only {@link TokenSeal} makes text of it, so nobody else can read or change it.
 *
 * @param clickId minted at serving; the idempotency key of the click to its end
 * @param exchange offered to an exchange, so that it counts as shown once its notice says so
 * @param visitor pseudonym of the visitor
 * @param network pseudonym of the visitor's network
 * @param publisher id of the key that asked for the ad
 * @param arms of price experiments that the visitor is in, at most {@code Arms.LAYERS_MAX}
 */
record AdToken(
        String clickId,
        String campaignId,
        String adId,
        int slot,
        long priceMicros,
        Instant servedAt,
        boolean test,
        boolean exchange,
        @Nullable String visitor,
        @Nullable String network,
        @Nullable String publisher,
        List<ExperimentArm> arms) {
    /** Of the bytes' layout. */
    private static final int VERSION = 3;

    /** Without arms; those that were sealed before a release are opened after it. */
    private static final int VERSION_WITHOUT_ARMS = 2;

    private static final int BYTES_MAX = 1_100;

    private static final int TEST = 1;
    private static final int EXCHANGE = 2;

    AdToken {
        arms = List.copyOf(arms);
    }

    String advertiserId() {
        return Ids.advertiserOf(clickId);
    }

    /** Ids without the advertiser's part, which they share: a token has to fit into a URL. */
    byte[] toBytes() {
        String prefix = advertiserId() + "-";
        ByteBuffer to = ByteBuffer.allocate(BYTES_MAX);
        int flags = (test ? TEST : 0) | (exchange ? EXCHANGE : 0);
        to.put((byte) VERSION).put((byte) flags).put((byte) slot);
        to.putLong(priceMicros).putLong(servedAt.toEpochMilli());
        TokenBytes.putTsid(to, advertiserId());
        TokenBytes.putUlid(to, within(prefix, clickId));
        TokenBytes.putTsid(to, within(prefix, campaignId));
        TokenBytes.putTsid(to, within(prefix, adId));
        TokenBytes.putPseudonym(to, visitor);
        TokenBytes.putPseudonym(to, network);
        TokenBytes.putText(to, publisher);
        putArms(to);
        return Arrays.copyOf(to.array(), to.position());
    }

    /**
     * @throws IOException bytes that are no token
     */
    static AdToken fromBytes(byte[] bytes) throws IOException {
        ByteBuffer from = ByteBuffer.wrap(bytes);
        try {
            int version = from.get();
            if (version != VERSION && version != VERSION_WITHOUT_ARMS) {
                throw new IOException("Unknown version " + version);
            }
            int flags = from.get();
            int slot = Byte.toUnsignedInt(from.get());
            long priceMicros = from.getLong();
            Instant servedAt = Instant.ofEpochMilli(from.getLong());
            String prefix = TokenBytes.tsid(from) + "-";
            return new AdToken(
                    prefix + TokenBytes.ulid(from),
                    prefix + TokenBytes.tsid(from),
                    prefix + TokenBytes.tsid(from),
                    slot,
                    priceMicros,
                    servedAt,
                    (flags & TEST) != 0,
                    (flags & EXCHANGE) != 0,
                    TokenBytes.pseudonym(from),
                    TokenBytes.pseudonym(from),
                    TokenBytes.textOrNone(from),
                    version == VERSION ? arms(from) : List.of());
        } catch (BufferUnderflowException e) {
            throw new IOException("A token ends too soon", e);
        }
    }

    private void putArms(ByteBuffer to) {
        to.put((byte) arms.size());
        for (ExperimentArm arm : arms) {
            TokenBytes.putTsid(to, within(Ids.EXPERIMENT, arm.getExperimentId()));
            TokenBytes.putText(to, arm.getArm());
        }
    }

    private static List<ExperimentArm> arms(ByteBuffer from) throws IOException {
        int count = Byte.toUnsignedInt(from.get());
        List<ExperimentArm> arms = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String experimentId = Ids.EXPERIMENT + TokenBytes.tsid(from);
            String arm = TokenBytes.textOrNone(from);
            if (arm == null) {
                throw new IOException("An arm is missing");
            }
            arms.add(new ExperimentArm(experimentId, arm));
        }
        return arms;
    }

    private static String within(String prefix, String id) {
        if (!id.startsWith(prefix)) {
            throw new IllegalArgumentException(id + " is not of " + prefix);
        }
        return id.substring(prefix.length());
    }
}
