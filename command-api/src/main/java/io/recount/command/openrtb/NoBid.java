package io.recount.command.openrtb;

import org.jspecify.annotations.Nullable;

/**
 * Why nothing is bid for an impression. The codes are OpenRTB 3.0's list of no-bid reasons, from
 * 500 on our own.
 */
enum NoBid {
    UNSUPPORTED_DEVICE(6),
    DAILY_USER_CAP(9),
    INSUFFICIENT_TIME(15),
    /** Nothing of ours is for this page, person, place and hour, or it has no budget left. */
    NO_AD(500),
    /** Bids are in our currency; the exchange takes others, or has its floor in another. */
    CURRENCY(501),
    /** Neither banner nor native. */
    MEDIA(502),
    /** No banner size that holds an ad, or text and banner ads are both blocked. */
    SIZE(503),
    BELOW_FLOOR(504),
    /** The native layout requires what our ads do not have. */
    ASSETS(505),
    /** HTTPS is required, and our public address has none. */
    NOT_SECURE(506),
    /** A private auction without a deal that any of our advertisers may use. */
    NO_DEAL(507);

    private final int code;

    NoBid(int code) {
        this.code = code;
    }

    /** What our auction's own reason is called here. */
    static NoBid ofAuction(@Nullable String noFillReason) {
        if ("CAPPED".equals(noFillReason)) {
            return DAILY_USER_CAP;
        }
        return "DEADLINE".equals(noFillReason) ? INSUFFICIENT_TIME : NO_AD;
    }

    int code() {
        return code;
    }
}
