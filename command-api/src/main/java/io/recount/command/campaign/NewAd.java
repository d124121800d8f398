package io.recount.command.campaign;

import static io.recount.command.campaign.Limits.AD_TEXT;
import static io.recount.command.campaign.Limits.URL;

import io.recount.http.Problem;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /v1/campaigns/{id}/ads}. */
record NewAd(
        @NotBlank @Size(max = AD_TEXT) String title,
        @NotBlank @Size(max = AD_TEXT) String description,
        @NotBlank @Size(max = URL) String landingUrl,
        @NotBlank @Size(max = AD_TEXT) String displayUrl,
        @Size(max = URL) @Nullable String imageUrl) {
    void check() {
        mustBeHttps("/landingUrl", landingUrl);
        if (imageUrl != null) {
            mustBeHttps("/imageUrl", imageUrl);
        }
    }

    private static void mustBeHttps(String pointer, String url) {
        try {
            URI uri = new URI(url);
            // ASCII only: it is sent back in a header.
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
