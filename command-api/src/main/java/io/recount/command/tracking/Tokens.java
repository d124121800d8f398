package io.recount.command.tracking;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/**
 * Seals what was served into a token that a visitor can neither read nor change: AES-256-GCM, as
 * {@code base64url(key id ‖ nonce ‖ ciphertext ‖ tag)}. The key id is authenticated with the rest.
 * Ids are shortened by the advertiser's id that they begin with, so a click URL stays under 400
 * characters.
 */
@Component
@EnableConfigurationProperties(TokenProperties.class)
public class Tokens {
    private static final int FORMAT = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int HEADER_BYTES = 1 + NONCE_BYTES;

    /** Our tokens have about 250 characters; what is far longer is not worth decoding. */
    private static final int LENGTH_MAX = 1_000;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private final Map<Integer, SecretKey> keys = new HashMap<>();
    private final TokenProperties properties;

    Tokens(TokenProperties properties) {
        this.properties = properties;
        properties.keys().forEach((id, key) -> keys.put(checkedId(id), key(id, key)));
        if (!keys.containsKey(properties.current())) {
            throw new IllegalStateException(
                    "recount.tokens.keys has no key "
                            + properties.current()
                            + ", which recount.tokens.current names: configure a 256-bit key in"
                            + " base64");
        }
    }

    public String seal(ServedAd ad) {
        int keyId = properties.current();
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            byte[] plain = write(ad);
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, keyId, nonce).doFinal(plain);
            ByteBuffer token = ByteBuffer.allocate(HEADER_BYTES + sealed.length);
            token.put((byte) keyId).put(nonce).put(sealed);
            return TEXT.encodeToString(token.array());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("Cannot seal a token", e);
        }
    }

    /** What the token seals, expired or not. */
    public ServedAd open(String token) throws ForgedTokenException {
        if (token.length() > LENGTH_MAX) {
            throw new ForgedTokenException("too long");
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(token);
            if (bytes.length <= HEADER_BYTES || !keys.containsKey(bytes[0] & 0xFF)) {
                throw new ForgedTokenException("no such key");
            }
            if (!TEXT.encodeToString(bytes).equals(token)) {
                throw new ForgedTokenException("not as we write it"); // Spare bits of base64.
            }
            byte[] nonce = new byte[NONCE_BYTES];
            System.arraycopy(bytes, 1, nonce, 0, NONCE_BYTES);
            byte[] plain =
                    cipher(Cipher.DECRYPT_MODE, bytes[0] & 0xFF, nonce)
                            .doFinal(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES);
            return read(plain);
        } catch (IllegalArgumentException | GeneralSecurityException | IOException e) {
            throw new ForgedTokenException("seal broken");
        }
    }

    public boolean isExpired(ServedAd ad, Instant now) {
        return now.isAfter(ad.servedAt().plus(properties.ttl()));
    }

    private Cipher cipher(int mode, int keyId, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, keys.get(keyId), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(new byte[] {(byte) keyId});
        return cipher;
    }

    private static byte[] write(ServedAd ad) throws IOException {
        var bytes = new ByteArrayOutputStream(160);
        var out = new DataOutputStream(bytes);
        out.writeByte(FORMAT);
        out.writeUTF(ad.advertiserId());
        out.writeUTF(suffix(ad.advertiserId(), ad.clickId()));
        out.writeUTF(suffix(ad.advertiserId(), ad.campaignId()));
        out.writeUTF(suffix(ad.advertiserId(), ad.adId()));
        out.writeLong(ad.priceMicros());
        out.writeByte(ad.slot());
        out.writeLong(ad.servedAt().toEpochMilli());
        out.writeBoolean(ad.test());
        out.writeUTF(ad.visitor() == null ? "" : ad.visitor());
        out.writeUTF(ad.network() == null ? "" : ad.network());
        return bytes.toByteArray();
    }

    private static ServedAd read(byte[] plain) throws IOException {
        var in = new DataInputStream(new ByteArrayInputStream(plain));
        if (in.readByte() != FORMAT) {
            throw new IOException("Unknown token format");
        }
        String advertiserId = in.readUTF();
        String prefix = advertiserId + "-";
        String clickId = prefix + in.readUTF();
        String campaignId = prefix + in.readUTF();
        String adId = prefix + in.readUTF();
        long priceMicros = in.readLong();
        int slot = in.readByte();
        Instant servedAt = Instant.ofEpochMilli(in.readLong());
        boolean test = in.readBoolean();
        String visitor = in.readUTF();
        String network = in.readUTF();
        return new ServedAd(
                clickId,
                advertiserId,
                campaignId,
                adId,
                priceMicros,
                slot,
                servedAt,
                test,
                visitor.isEmpty() ? null : visitor,
                network.isEmpty() ? null : network);
    }

    /** Ids of an advertiser's things begin with the advertiser's id and a dash. */
    private static String suffix(String advertiserId, String id) {
        if (!id.startsWith(advertiserId + "-")) {
            throw new IllegalArgumentException(id + " is not of advertiser " + advertiserId);
        }
        return id.substring(advertiserId.length() + 1);
    }

    private static int checkedId(int id) {
        if (id < 0 || id > 255) {
            throw new IllegalStateException("recount.tokens.keys: id " + id + " is not 0 to 255");
        }
        return id;
    }

    private static SecretKey key(int id, String base64) {
        byte[] key = Base64.getDecoder().decode(base64);
        if (key.length != 32) {
            throw new IllegalStateException(
                    "recount.tokens.keys." + id + " has " + key.length * 8 + " bits, not 256");
        }
        return new SecretKeySpec(key, "AES");
    }
}
