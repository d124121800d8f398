package io.recount.command.campaign;

import static io.recount.command.campaign.Limits.AD_TEXT;
import static io.recount.command.campaign.Limits.URL;

import io.recount.event.AdStatus;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /v1/campaigns/{id}/ads}. */
record NewAd(
        @NotBlank @Size(max = AD_TEXT) String title,
        @NotBlank @Size(max = AD_TEXT) String description,
        @NotBlank @Size(max = URL) String landingUrl,
        @NotBlank @Size(max = AD_TEXT) String displayUrl,
        @Size(max = URL) @Nullable String imageUrl) {
    Ad checked() {
        HttpsUrl.check("/landingUrl", landingUrl);
        if (imageUrl != null) {
            HttpsUrl.check("/imageUrl", imageUrl);
        }
        return new Ad(title, description, landingUrl, displayUrl, imageUrl, AdStatus.ACTIVE);
    }
}
