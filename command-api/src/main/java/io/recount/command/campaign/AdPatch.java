package io.recount.command.campaign;

import static io.recount.command.campaign.Limits.AD_TEXT;
import static io.recount.command.campaign.Limits.NOT_BLANK;
import static io.recount.command.campaign.Limits.URL;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.recount.event.AdStatus;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code PATCH /v1/campaigns/{id}/ads/{adId}}. What is left out stays; an explicit null
 * is for the image alone, and takes it away. No record: to a constructor, JSON that leaves a field
 * out and JSON that says null are the same.
 */
@SuppressWarnings("NullableOptional") // Absent, null and a value are three different wishes.
final class AdPatch {
    @JsonProperty
    @JsonSetter(nulls = Nulls.FAIL)
    @Size(max = AD_TEXT)
    @Pattern(regexp = NOT_BLANK, message = "must not be blank")
    @Nullable String title;

    @JsonProperty
    @JsonSetter(nulls = Nulls.FAIL)
    @Size(max = AD_TEXT)
    @Pattern(regexp = NOT_BLANK, message = "must not be blank")
    @Nullable String description;

    @JsonProperty
    @JsonSetter(nulls = Nulls.FAIL)
    @Size(max = URL)
    @Nullable String landingUrl;

    @JsonProperty
    @JsonSetter(nulls = Nulls.FAIL)
    @Size(max = AD_TEXT)
    @Pattern(regexp = NOT_BLANK, message = "must not be blank")
    @Nullable String displayUrl;

    @JsonProperty @Nullable Optional<@Size(max = URL) String> imageUrl;

    @JsonProperty
    @JsonSetter(nulls = Nulls.FAIL)
    @Nullable AdStatus status;

    AdPatch checked() {
        if (landingUrl != null) {
            HttpsUrl.check("/landingUrl", landingUrl);
        }
        if (imageUrl != null) {
            imageUrl.ifPresent(url -> HttpsUrl.check("/imageUrl", url));
        }
        return this;
    }

    Ad applyTo(Ad ad) {
        return new Ad(
                title == null ? ad.title() : title,
                description == null ? ad.description() : description,
                landingUrl == null ? ad.landingUrl() : landingUrl,
                displayUrl == null ? ad.displayUrl() : displayUrl,
                imageUrl == null ? ad.imageUrl() : imageUrl.orElse(null),
                status == null ? ad.status() : status);
    }
}
