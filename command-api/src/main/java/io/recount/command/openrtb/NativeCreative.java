package io.recount.command.openrtb;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.recount.command.openrtb.NativeLayout.Asset;
import io.recount.command.serving.catalogue.ServingAd;
import io.recount.command.tracking.AdLinks.Links;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** An ad as the assets of a native layout: response markup of Native Ads 1.2, section 5. */
record NativeCreative(NativeLayout layout) implements Creative {
    private static final int MTYPE_NATIVE = 4;
    private static final JsonMapper JSON = JsonMapper.shared();

    /** What an impression is, and a picture to tell it by: the lists of event types and methods. */
    private static final int IMPRESSION = 1;

    private static final int PICTURE = 1;

    /** What a text that is too long ends with. */
    private static final String CUT = "…";

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Markup(
            String ver,
            Link link,
            List<Filled> assets,
            @Nullable List<Tracker> eventtrackers,
            @Nullable List<String> imptrackers) {}

    private record Link(String url) {}

    private record Tracker(int event, int method, String url) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Filled(
            int id, @Nullable Title title, @Nullable Image img, @Nullable Datum data) {}

    private record Title(String text) {}

    private record Image(String url) {}

    private record Datum(String value) {}

    @Override
    public boolean fits(ServingAd ad) {
        boolean any = false;
        for (Asset asset : layout.assets()) {
            boolean filled = filled(asset, ad).isPresent();
            if (asset.required() && !filled) {
                return false;
            }
            any |= filled;
        }
        return any;
    }

    @Override
    public int mtype() {
        return MTYPE_NATIVE;
    }

    @Override
    public String markup(ServingAd ad, Links links) {
        List<Filled> assets = new ArrayList<>();
        layout.assets().forEach(asset -> filled(asset, ad).ifPresent(assets::add));
        String seen = links.impressionUrl();
        boolean events = layout.tracksImpressionsByPicture();
        Markup markup =
                new Markup(
                        layout.version(),
                        new Link(links.clickUrl()),
                        assets,
                        events ? List.of(new Tracker(IMPRESSION, PICTURE, seen)) : null,
                        events ? null : List.of(seen));
        return JSON.writeValueAsString(layout.wrapped() ? Map.of("native", markup) : markup);
    }

    /** Empty where the ad has nothing of the kind. */
    private static Optional<Filled> filled(Asset asset, ServingAd ad) {
        return switch (asset.kind()) {
            case TITLE ->
                    Optional.of(text(asset, ad.title()))
                            .map(text -> new Filled(asset.id(), new Title(text), null, null));
            case IMAGE ->
                    Optional.ofNullable(ad.imageUrl())
                            .map(url -> new Filled(asset.id(), null, new Image(url), null));
            case SPONSORED, DISPLAY_URL -> Optional.of(data(asset, ad.displayUrl()));
            case DESCRIPTION -> Optional.of(data(asset, ad.description()));
            case OTHER -> Optional.empty();
        };
    }

    private static Filled data(Asset asset, String value) {
        return new Filled(asset.id(), null, null, new Datum(text(asset, value)));
    }

    private static String text(Asset asset, String text) {
        String plain = Creative.withoutMacros(text);
        int length = asset.length();
        if (plain.codePointCount(0, plain.length()) <= length) {
            return plain;
        }
        int end = plain.offsetByCodePoints(0, Math.max(0, length - CUT.length()));
        return plain.substring(0, end).stripTrailing() + CUT;
    }
}
