package io.recount.command.campaign;

import io.recount.http.Problem;
import java.net.URI;
import java.net.URISyntaxException;

/** What an ad may link to. */
final class HttpsUrl {
    private HttpsUrl() {}

    /** Refuses all but an absolute https URL in ASCII: it is sent back in a header. */
    static void check(String pointer, String url) {
        try {
            URI uri = new URI(url);
            if ("https".equalsIgnoreCase(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && url.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                return;
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        String detail = "An absolute https URL in ASCII is needed (percent-encode the rest)";
        throw Problem.unprocessable("INVALID_URL", detail).withError(pointer, detail);
    }
}
