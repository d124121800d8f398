package io.recount.command.campaign;

import static io.recount.command.campaign.Limits.AD_TEXT;
import static io.recount.command.campaign.Limits.LIST;
import static io.recount.command.campaign.Limits.NAME;

import io.recount.event.FrequencyCap;
import io.recount.event.Pacing;
import io.recount.event.Targeting;
import io.recount.money.Micros;
import io.recount.rules.LineLimits;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /v1/campaigns}. */
record NewCampaign(
        @NotNull @Size(max = 64) String advertiserId,
        @NotBlank @Size(max = NAME) String name,
        @NotNull @Positive @Max(Micros.MAX) Long maxCpcMicros,
        @NotNull @Positive @Max(Micros.MAX) Long dailyBudgetMicros,
        @Positive @Max(Micros.MAX) @Nullable Long totalBudgetMicros,
        @NotNull @Valid Targets targeting,
        @Valid @Nullable Cap frequencyCap,
        @Nullable Pacing pacing,
        @Min(1) @Max(100) @Nullable Integer autoPausePercent) {
    private static final int AUTO_PAUSE_PERCENT = 95;

    CampaignTerms terms() {
        return new CampaignTerms(
                name,
                maxCpcMicros,
                targeting.toEvent(),
                frequencyCap == null ? null : frequencyCap.toEvent(),
                pacing == null ? Pacing.ASAP : pacing);
    }

    LineLimits limits() {
        return new LineLimits(
                dailyBudgetMicros,
                totalBudgetMicros,
                autoPausePercent == null ? AUTO_PAUSE_PERCENT : autoPausePercent);
    }

    /**
     * Whom a campaign is for.
     *
     * @param keywords plain words, {@code "a phrase"}, {@code [an exact query]}, {@code -} before
     *     any of them
     * @param hours of the week, 0 is Monday 00:00 in the advertiser's zone
     */
    record Targets(
            @NotNull @Size(max = LIST)
                    List<@NotBlank @Size(max = AD_TEXT) @KeywordText String> keywords,
            @NotNull @Size(max = LIST) List<@NotBlank @Size(max = AD_TEXT) String> categories,
            @Size(max = LIST)
                    @Nullable
                            List<
                                    @NotNull
                                    @Pattern(
                                            regexp = "[A-Z]{2}",
                                            message = "ISO 3166 alpha-2, in capitals")
                                    String>
                            countries,
            @Size(max = LIST) @Nullable List<@NotBlank @Size(max = 50) String> devices,
            @Size(max = 168) @Nullable List<@NotNull @Min(0) @Max(167) Integer> hours) {
        Targeting toEvent() {
            return Targeting.newBuilder()
                    .setKeywords(keywords)
                    .setCategories(categories)
                    .setCountries(orEmpty(countries))
                    .setDevices(
                            orEmpty(devices).stream()
                                    .map(device -> device.toLowerCase(Locale.ROOT))
                                    .toList())
                    .setHours(orEmpty(hours))
                    .build();
        }

        private static <T> List<T> orEmpty(@Nullable List<T> list) {
            return list == null ? List.of() : list;
        }
    }

    /** At most so many impressions to one visitor in so many hours. */
    record Cap(
            @NotNull @Min(1) @Max(1_000) Integer impressions,
            @NotNull @Min(1) @Max(720) Integer perHours) {
        FrequencyCap toEvent() {
            return new FrequencyCap(impressions, perHours);
        }
    }
}
