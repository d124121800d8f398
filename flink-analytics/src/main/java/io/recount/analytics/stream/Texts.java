package io.recount.analytics.stream;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Texts that come over and over, each made once: ids of ads, campaigns, advertisers, publishers. A
 * place holds the text that came there last, so it takes what it takes and never more.
 */
final class Texts {
    private static final int PLACES = 1 << 14;

    private final byte[][] bytes = new byte[PLACES][];
    private final String[] texts = new String[PLACES];

    String of(Utf8 text) {
        byte[] from = text.getBytes();
        int length = text.getByteLength();
        int place = (int) IdHash.of(from, length, 0) & (PLACES - 1);
        byte @Nullable [] known = bytes[place];
        if (known == null || !Arrays.equals(known, 0, known.length, from, 0, length)) {
            bytes[place] = Arrays.copyOf(from, length);
            texts[place] = new String(from, 0, length, StandardCharsets.UTF_8);
        }
        return texts[place];
    }
}
