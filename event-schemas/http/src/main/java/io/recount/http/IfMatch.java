package io.recount.http;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Which versions of a thing its caller has seen and is about to change: the header {@code If-Match}
 * (RFC 9110), compared strongly. {@code *} stands for whatever there is.
 */
public record IfMatch(Set<String> etags) {
    private static final String ANY = "*";

    public IfMatch {
        etags = Set.copyOf(etags);
    }

    /**
     * Reads the header.
     *
     * @throws Problem 428 when there is none
     */
    public static IfMatch required(@Nullable String header) {
        if (header == null || header.isBlank()) {
            throw Problem.of(
                    HttpStatus.PRECONDITION_REQUIRED,
                    "IF_MATCH_REQUIRED",
                    "Send the ETag of the version that you change as If-Match");
        }
        return new IfMatch(
                Arrays.stream(header.split(",")).map(String::strip).collect(Collectors.toSet()));
    }

    /** Refuses with 412 unless this version is one that the caller has seen. */
    public void mustMatch(long version) {
        if (!etags.contains(ANY) && !etags.contains(etag(version))) {
            throw Problem.of(
                    HttpStatus.PRECONDITION_FAILED,
                    "STALE_VERSION",
                    "It was changed meanwhile and stands at version "
                            + version
                            + ": read it again and send that ETag");
        }
    }

    /** The ETag of a version. */
    public static String etag(long version) {
        return "\"" + version + "\"";
    }
}
