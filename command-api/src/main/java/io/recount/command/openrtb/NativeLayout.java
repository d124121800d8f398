package io.recount.command.openrtb;

import io.recount.command.openrtb.BidRequest.NativeImp;
import io.recount.http.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a native placement asks for: request markup of Native Ads 1.0 to 1.2, section 4.
 *
 * @param wrapped whether all stands in a field {@code native}, as in 1.0; the answer then does too
 * @param tracksImpressionsByPicture whether event trackers with pictures are offered
 */
record NativeLayout(
        String version, boolean wrapped, List<Asset> assets, boolean tracksImpressionsByPicture) {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int ASSETS_MAX = 50;
    private static final int VERSION_MAX = 10;

    /** What an ad of ours can fill, and the rest. */
    enum Kind {
        TITLE,
        IMAGE,
        SPONSORED,
        DESCRIPTION,
        DISPLAY_URL,
        OTHER
    }

    /**
     * A piece of the ad.
     *
     * @param length the most characters, of a text
     */
    record Asset(int id, boolean required, Kind kind, int length) {}

    /**
     * Reads the layout.
     *
     * @param at JSON pointer of the native object
     * @throws Problem 400 where it is none
     */
    static NativeLayout of(NativeImp nativeImp, String at) {
        JsonNode root = root(nativeImp, at + "/request");
        JsonNode inner = root.path("native");
        JsonNode markup = inner.isObject() ? inner : root;
        JsonNode assets = markup.path("assets");
        if (!assets.isArray() || assets.isEmpty() || assets.size() > ASSETS_MAX) {
            throw malformed(at, "assets: an array of 1 to " + ASSETS_MAX + " objects is required");
        }
        List<Asset> all = new ArrayList<>(assets.size());
        Set<Integer> ids = new HashSet<>();
        for (JsonNode asset : assets) {
            JsonNode id = asset.path("id");
            if (!id.isInt() || !ids.add(id.intValue())) {
                throw malformed(at, "assets: each needs a whole number of its own as id");
            }
            all.add(asset(id.intValue(), asset));
        }
        String version = markup.path("ver").asString(nativeImp.ver());
        return new NativeLayout(
                version == null || version.length() > VERSION_MAX ? "1.2" : version,
                inner.isObject(),
                all,
                tracksImpressions(markup.path("eventtrackers")));
    }

    private static JsonNode root(NativeImp nativeImp, String at) {
        JsonNode request = nativeImp.request();
        if (request == null || !request.isString()) {
            return request == null ? JSON.missingNode() : request;
        }
        try {
            return JSON.readTree(request.stringValue());
        } catch (JacksonException e) {
            throw malformed(at, "a text of JSON is expected");
        }
    }

    private static Asset asset(int id, JsonNode asset) {
        boolean required = asset.path("required").asInt(0) == 1;
        JsonNode title = asset.path("title");
        JsonNode data = asset.path("data");
        if (title.isObject()) {
            return new Asset(id, required, Kind.TITLE, length(title));
        }
        if (asset.path("img").isObject()) {
            return new Asset(id, required, Kind.IMAGE, 0);
        }
        return new Asset(id, required, kind(data.path("type").asInt(0)), length(data));
    }

    private static int length(JsonNode text) {
        int length = text.path("len").asInt(Integer.MAX_VALUE);
        return length > 0 ? length : Integer.MAX_VALUE;
    }

    /** Of the list of data asset types. */
    private static Kind kind(int dataType) {
        return switch (dataType) {
            case 1 -> Kind.SPONSORED;
            case 2 -> Kind.DESCRIPTION;
            case 11 -> Kind.DISPLAY_URL;
            default -> Kind.OTHER;
        };
    }

    private static boolean tracksImpressions(JsonNode trackers) {
        for (JsonNode tracker : trackers) {
            if (tracker.path("event").asInt(0) == 1) {
                for (JsonNode method : tracker.path("methods")) {
                    if (method.asInt(0) == 1) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static Problem malformed(@Nullable String pointer, String detail) {
        return Problem.badRequest("MALFORMED_BID_REQUEST", pointer + ": " + detail)
                .withError(String.valueOf(pointer), detail);
    }
}
