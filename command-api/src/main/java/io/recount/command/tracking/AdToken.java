package io.recount.command.tracking;

import io.recount.command.Ids;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an ad's token says: everything about its impression and its click that was fixed when it was
 * served. Only {@link TokenSeal} makes text of it, so nobody else can read or change it.
 *
 * @param clickId minted at serving; the idempotency key of the click to its end
 * @param visitor pseudonym of the visitor
 * @param network pseudonym of the visitor's network
 */
record AdToken(
        String clickId,
        String campaignId,
        String adId,
        int slot,
        long priceMicros,
        Instant servedAt,
        boolean test,
        @Nullable String visitor,
        @Nullable String network) {
    private static final int VERSION = 1;

    String advertiserId() {
        return Ids.advertiserOf(clickId);
    }

    /** Ids without the advertiser's part, which they share: a token has to fit into a URL. */
    byte[] toBytes() {
        String prefix = advertiserId() + "-";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeBoolean(test);
            out.writeByte(slot);
            out.writeLong(priceMicros);
            out.writeLong(servedAt.toEpochMilli());
            out.writeUTF(advertiserId());
            out.writeUTF(within(prefix, clickId));
            out.writeUTF(within(prefix, campaignId));
            out.writeUTF(within(prefix, adId));
            out.writeUTF(visitor == null ? "" : visitor);
            out.writeUTF(network == null ? "" : network);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * @throws IOException bytes that are no token
     */
    static AdToken fromBytes(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                throw new IOException("Unknown version " + version);
            }
            boolean test = in.readBoolean();
            int slot = in.readUnsignedByte();
            long priceMicros = in.readLong();
            Instant servedAt = Instant.ofEpochMilli(in.readLong());
            String prefix = in.readUTF() + "-";
            return new AdToken(
                    prefix + in.readUTF(),
                    prefix + in.readUTF(),
                    prefix + in.readUTF(),
                    slot,
                    priceMicros,
                    servedAt,
                    test,
                    nullIfEmpty(in.readUTF()),
                    nullIfEmpty(in.readUTF()));
        }
    }

    private static String within(String prefix, String id) {
        if (!id.startsWith(prefix)) {
            throw new IllegalArgumentException(id + " is not of " + prefix);
        }
        return id.substring(prefix.length());
    }

    private static @Nullable String nullIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }
}
