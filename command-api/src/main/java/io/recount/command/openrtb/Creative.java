package io.recount.command.openrtb;

import io.recount.command.serving.catalogue.ServingAd;
import io.recount.command.tracking.AdLinks.Links;
import org.jspecify.annotations.Nullable;

/** How an ad of ours is shown in an impression. */
sealed interface Creative permits BannerCreative, NativeCreative {
    /** Whether the ad has what is required here. */
    boolean fits(ServingAd ad);

    String markup(ServingAd ad, Links links);

    /** As OpenRTB numbers kinds of markup. */
    int mtype();

    default @Nullable Integer width() {
        return null;
    }

    default @Nullable Integer height() {
        return null;
    }

    /** Exchanges put values, prices among them, wherever a macro stands: no ad's text is one. */
    static String withoutMacros(String text) {
        return text.replace("${", "$ {");
    }
}
