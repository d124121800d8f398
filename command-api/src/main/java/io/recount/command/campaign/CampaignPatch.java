package io.recount.command.campaign;

import static io.recount.command.campaign.Limits.NAME;
import static io.recount.command.campaign.Limits.NOT_BLANK;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.recount.event.Pacing;
import io.recount.money.Micros;
import io.recount.rules.LineLimits;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code PATCH /v1/campaigns/{id}}. What is left out stays; an explicit null is for
 * caps alone, and takes them away. Targeting is replaced whole. No record: to a constructor, JSON
 * that leaves a field out and JSON that says null are the same.
 */
@SuppressWarnings("NullableOptional") // Absent, null and a value are three different wishes.
final class CampaignPatch {
    @JsonProperty
    @JsonSetter(nulls = Nulls.FAIL)
    @Size(max = NAME)
    @Pattern(regexp = NOT_BLANK, message = "must not be blank")
    @Nullable String name;

    @JsonProperty
    @JsonSetter(nulls = Nulls.FAIL)
    @Positive
    @Max(Micros.MAX)
    @Nullable Long maxCpcMicros;

    @JsonProperty
    @JsonSetter(nulls = Nulls.FAIL)
    @Positive
    @Max(Micros.MAX)
    @Nullable Long dailyBudgetMicros;

    @JsonProperty @Nullable Optional<@Positive @Max(Micros.MAX) Long> totalBudgetMicros;

    @JsonProperty
    @JsonSetter(nulls = Nulls.FAIL)
    @Valid
    NewCampaign.@Nullable Targets targeting;

    @JsonProperty @Nullable Optional<NewCampaign.@Valid Cap> frequencyCap;

    @JsonProperty
    @JsonSetter(nulls = Nulls.FAIL)
    @Nullable Pacing pacing;

    @JsonProperty
    @JsonSetter(nulls = Nulls.FAIL)
    @Min(1)
    @Max(100)
    @Nullable Integer autoPausePercent;

    // Refusals of what lies within these two read them by their accessors.

    public NewCampaign.@Nullable Targets targeting() {
        return targeting;
    }

    public @Nullable Optional<NewCampaign.Cap> frequencyCap() {
        return frequencyCap;
    }

    CampaignTerms applyTo(CampaignTerms terms) {
        return new CampaignTerms(
                name == null ? terms.name() : name,
                maxCpcMicros == null ? terms.maxCpcMicros() : maxCpcMicros,
                targeting == null ? terms.targeting() : targeting.toEvent(),
                frequencyCap == null
                        ? terms.frequencyCap()
                        : frequencyCap.map(NewCampaign.Cap::toEvent).orElse(null),
                pacing == null ? terms.pacing() : pacing);
    }

    LineLimits applyTo(LineLimits limits) {
        return new LineLimits(
                dailyBudgetMicros == null ? limits.dailyBudgetMicros() : dailyBudgetMicros,
                totalBudgetMicros == null
                        ? limits.totalBudgetMicros()
                        : totalBudgetMicros.orElse(null),
                autoPausePercent == null ? limits.autoPausePercent() : autoPausePercent);
    }
}
