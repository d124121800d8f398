package io.recount.command.tracking;

import io.recount.command.serving.Placement;
import io.recount.event.NoticeKind;
import java.time.Instant;
import org.springframework.stereotype.Component;

/**
 * What leads from an ad that was placed back to us: its token, sealed, in the URLs that need it.
 */
@Component
public class AdLinks {
    private final Tokens tokens;

    AdLinks(Tokens tokens) {
        this.tokens = tokens;
    }

    /**
     * When, where and to whom ads are served.
     *
     * @param exchange offered to an exchange: whether it is shown, its notices say
     */
    public record Occasion(Instant at, boolean test, boolean exchange, Viewer viewer) {}

    /** Of one ad in one place. */
    public record Links(String clickId, String token, String impressionUrl, String clickUrl) {}

    public Links of(Placement placement, Occasion occasion) {
        var campaign = placement.campaign();
        Viewer viewer = occasion.viewer();
        String token =
                tokens.seal(
                        new AdToken(
                                placement.clickId(),
                                campaign.campaignId(),
                                placement.ad().adId(),
                                placement.slot(),
                                placement.priceMicros(),
                                occasion.at(),
                                occasion.test(),
                                occasion.exchange(),
                                viewer.visitor(),
                                viewer.network(),
                                viewer.publisher(),
                                placement.arms()));
        return new Links(
                placement.clickId(), token, tokens.impressionUrl(token), tokens.clickUrl(token));
    }

    /** Where an exchange tells what became of a bid. */
    public String noticeUrl(String token, NoticeKind kind) {
        return tokens.noticeUrl(token, kind);
    }
}
