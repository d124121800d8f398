package io.recount.audit;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The log's end as it was told to the world outside the database: whoever changes or cuts off what
 * stood at or before it contradicts it.
 *
 * @param hash in hexadecimal
 * @param at when it was read from the log
 */
public record PublishedHead(long position, String hash, Instant at) {
    private static final Pattern LINE =
            Pattern.compile(
                    "\\{\"position\":(\\d{1,19}),\"hash\":\"([0-9a-f]{64})\",\"at\":\"([^\"]+)\"}");

    public PublishedHead {
        if (position < 0 || hash.length() != 2 * ChainHash.LENGTH) {
            throw new IllegalArgumentException("No head: " + position + " " + hash);
        }
    }

    public static PublishedHead of(long position, byte[] hash, Instant at) {
        return new PublishedHead(position, HexFormat.of().formatHex(hash), at);
    }

    /** One line of JSON, without its end. */
    public String line() {
        return String.format(
                Locale.ROOT, "{\"position\":%d,\"hash\":\"%s\",\"at\":\"%s\"}", position, hash, at);
    }

    /**
     * Reads such a line.
     *
     * @throws IllegalArgumentException when {@link #line} never wrote this
     */
    public static PublishedHead parse(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new IllegalArgumentException("No published head: " + line);
        }
        return new PublishedHead(
                Long.parseLong(parts.group(1)), parts.group(2), Instant.parse(parts.group(3)));
    }
}
