package io.recount.command.serving;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code recount.serving.*}.
 *
 * @param reserveMicros the marketplace's reserve price: no click is sold for less
 * @param oneCampaignPerAdvertiser in an answer
 * @param tracedShare of the auctions that are kept whole, 0 to 1
 * @param deadline within which an ad request has its ads, or has none
 * @param runningMax ad requests at once; more are refused at once, since each that waits makes all
 *     later
 */
@ConfigurationProperties("recount.serving")
public record ServingProperties(
        @DefaultValue("70000000") long reserveMicros,
        @DefaultValue("true") boolean oneCampaignPerAdvertiser,
        @DefaultValue("0.01") double tracedShare,
        @DefaultValue("50ms") Duration deadline,
        @DefaultValue("128") int runningMax) {
    public ServingProperties {
        if (reserveMicros < 1 || !(tracedShare >= 0 && tracedShare <= 1)) {
            throw new IllegalArgumentException(
                    "recount.serving: reserve-micros is above 0, traced-share within 0 and 1");
        }
        if (deadline.isZero() || deadline.isNegative() || runningMax < 1) {
            throw new IllegalArgumentException(
                    "recount.serving: deadline and running-max are above 0");
        }
    }
}
