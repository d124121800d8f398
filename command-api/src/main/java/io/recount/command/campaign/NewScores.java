package io.recount.command.campaign;

import io.recount.event.AdQuality;
import io.recount.http.Problem;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** The body of {@code PUT /v1/campaigns/{id}/quality-scores}. */
record NewScores(@NotEmpty @Size(max = CampaignRules.ADS_MAX) List<@NotNull @Valid Score> scores) {
    private static final int DECIMALS = 4;

    /**
     * One ad's.
     *
     * @param score above 0 and up to 10, in steps of 0.0001
     * @param low of the 95 % interval
     */
    record Score(
            @NotNull @Size(max = 64) String adId,
            @NotNull @DecimalMin("0.0001") @DecimalMax("10") BigDecimal score,
            @NotNull @PositiveOrZero Long clicks,
            @NotNull @PositiveOrZero Long impressions,
            @NotNull @DecimalMin("0") @DecimalMax("10") BigDecimal low,
            @NotNull @DecimalMin("0") @DecimalMax("10") BigDecimal high) {
        private AdQuality toEvent() {
            return new AdQuality(adId, e4(score), e4(low), e4(high), clicks, impressions);
        }

        private static long e4(BigDecimal number) {
            return number.setScale(DECIMALS, RoundingMode.HALF_EVEN)
                    .unscaledValue()
                    .longValueExact();
        }
    }

    List<AdQuality> checked() {
        for (int i = 0; i < scores.size(); i++) {
            Score score = scores.get(i);
            if (score.low().compareTo(score.score()) > 0
                    || score.high().compareTo(score.score()) < 0) {
                String detail = "A score lies within its interval: low ≤ score ≤ high";
                throw Problem.unprocessable("INVALID_FIELD", detail)
                        .withError("/scores/" + i, detail);
            }
        }
        return scores.stream().map(Score::toEvent).toList();
    }
}
