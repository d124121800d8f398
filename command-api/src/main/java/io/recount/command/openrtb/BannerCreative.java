package io.recount.command.openrtb;

import io.recount.command.openrtb.BidRequest.Banner;
import io.recount.command.openrtb.BidRequest.Format;
import io.recount.command.serving.catalogue.ServingAd;
import io.recount.command.tracking.AdLinks.Links;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.HtmlUtils;

/** A text ad, with its picture where it has one, in a box of the banner's size. */
record BannerCreative(int w, int h) implements Creative {
    private static final int MTYPE_BANNER = 1;

    /** The smallest box that holds a title: a mobile strip is 300×50, a micro bar 88×31. */
    private static final int WIDTH_MIN = 88;

    private static final int HEIGHT_MIN = 31;

    /** From this height on there is room for a picture above the text. */
    private static final int PICTURE_HEIGHT_MIN = 200;

    private static final int SIDE_MAX = 10_000;

    /** Blockable banner types: a text ad and a picture ad; ours is either. */
    private static final List<Integer> OUR_TYPES = List.of(1, 2);

    /** In the first of the sizes that can hold an ad; empty where there is none. */
    static Optional<Creative> of(Banner banner) {
        if (BidRequest.orEmpty(banner.btype()).containsAll(OUR_TYPES)) {
            return Optional.empty();
        }
        for (Format format : BidRequest.orEmpty(banner.format())) {
            if (holdsAnAd(format.w(), format.h())) {
                return of(format.w(), format.h());
            }
        }
        return of(banner.w(), banner.h());
    }

    private static Optional<Creative> of(@Nullable Integer w, @Nullable Integer h) {
        return w != null && h != null && holdsAnAd(w, h)
                ? Optional.of(new BannerCreative(w, h))
                : Optional.empty();
    }

    private static boolean holdsAnAd(@Nullable Integer w, @Nullable Integer h) {
        return w != null
                && h != null
                && w >= WIDTH_MIN
                && w <= SIDE_MAX
                && h >= HEIGHT_MIN
                && h <= SIDE_MAX;
    }

    @Override
    public boolean fits(ServingAd ad) {
        return true;
    }

    @Override
    public int mtype() {
        return MTYPE_BANNER;
    }

    @Override
    public Integer width() {
        return w;
    }

    @Override
    public Integer height() {
        return h;
    }

    @Override
    public String markup(ServingAd ad, Links links) {
        String image = ad.imageUrl();
        String picture =
                image == null || h < PICTURE_HEIGHT_MIN
                        ? ""
                        : "<img src=\"%s\" alt=\"\" style=\"display:block;width:100%%;height:%dpx;object-fit:cover\">"
                                .formatted(html(image), h / 2);
        return """
        <div style="width:%dpx;height:%dpx;overflow:hidden;box-sizing:border-box;font:14px/1.3 sans-serif">\
        <a href="%s" target="_blank" rel="noopener" style="display:block;height:100%%;color:inherit;text-decoration:none">\
        %s<b>%s</b><br>%s<br><small>%s</small></a>\
        <img src="%s" width="1" height="1" alt="" style="position:absolute;left:-9px"></div>"""
                .formatted(
                        w,
                        h,
                        html(links.clickUrl()),
                        picture,
                        html(ad.title()),
                        html(ad.description()),
                        html(ad.displayUrl()),
                        html(links.impressionUrl()));
    }

    private static String html(String text) {
        return HtmlUtils.htmlEscape(Creative.withoutMacros(text), "UTF-8");
    }
}
