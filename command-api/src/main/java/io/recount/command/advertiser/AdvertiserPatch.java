package io.recount.command.advertiser;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code PATCH /v1/advertisers/{id}}. What is left out stays; an explicit null is
 * refused. No record: to a constructor, the two are the same.
 */
final class AdvertiserPatch {
    @JsonProperty
    @JsonSetter(nulls = Nulls.FAIL)
    @Size(max = AdvertiserController.TEXT_MAX)
    @Pattern(regexp = "(?s).*\\S.*", message = "must not be blank")
    @Nullable String name;

    @JsonProperty
    @JsonSetter(nulls = Nulls.FAIL)
    @Nullable String timeZone;
}
