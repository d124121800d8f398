package io.recount.command.openrtb;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * OpenRTB 2.6, section 3.2: of the standard's fields those that say something to us. All others are
 * ignored, as it demands; so anything may be missing here until {@link RequestRules} has looked.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record BidRequest(
        @Nullable String id,
        @Nullable List<Imp> imp,
        @Nullable Medium site,
        @Nullable Medium app,
        @Nullable Medium dooh,
        @Nullable Device device,
        @Nullable User user,
        @Nullable Integer test,
        @Nullable Integer at,
        @Nullable Integer tmax,
        @Nullable List<String> wseat,
        @Nullable List<String> bseat,
        @Nullable List<String> cur,
        @Nullable List<String> bcat,
        @Nullable List<String> badv,
        @Nullable Regs regs,
        @Nullable Ext ext) {

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Imp(
            @Nullable String id,
            @Nullable Banner banner,
            @Nullable Media video,
            @Nullable Media audio,
            @JsonProperty("native") @Nullable NativeImp nativeAd,
            @Nullable Pmp pmp,
            @Nullable BigDecimal bidfloor,
            @Nullable String bidfloorcur,
            @Nullable Integer secure,
            @Nullable Integer exp,
            @Nullable Qty qty) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Banner(
            @Nullable List<Format> format,
            @Nullable Integer w,
            @Nullable Integer h,
            @Nullable List<Integer> btype) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Format(@Nullable Integer w, @Nullable Integer h) {}

    /** A kind of media that we have nothing for. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Media() {}

    /**
     * A native placement.
     *
     * @param request a text of JSON, as the standard says, or the object itself, as many send it
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record NativeImp(@Nullable JsonNode request, @Nullable String ver) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Pmp(
            @JsonProperty("private_auction") @Nullable Integer privateAuction,
            @Nullable List<Deal> deals) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Deal(
            @Nullable String id,
            @Nullable BigDecimal bidfloor,
            @Nullable String bidfloorcur,
            @Nullable Integer at,
            @Nullable List<String> wseat,
            @Nullable List<String> wadomain) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Qty(@Nullable BigDecimal multiplier) {}

    /** What the ad appears in: a site, an app or a screen. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Medium(
            @Nullable String keywords,
            @Nullable List<String> kwarray,
            @Nullable List<String> cat,
            @Nullable List<String> sectioncat,
            @Nullable List<String> pagecat,
            @Nullable Content content) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Content(
            @Nullable String keywords,
            @Nullable List<String> kwarray,
            @Nullable List<String> cat) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Device(
            @Nullable Geo geo,
            @Nullable Integer dnt,
            @Nullable Integer lmt,
            @Nullable String ua,
            @Nullable String ip,
            @Nullable String ipv6,
            @Nullable Integer devicetype) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Geo(@Nullable String country) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record User(@Nullable String id, @Nullable String buyeruid) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Regs(@Nullable Integer coppa, @Nullable Integer gdpr) {}

    /**
     * Of the extensions, ours.
     *
     * @param explain whether a request without a bid is told why
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Ext(@Nullable Boolean explain) {}

    boolean isTest() {
        return is(test);
    }

    boolean asksWhy() {
        return ext != null && Boolean.TRUE.equals(ext.explain());
    }

    /** The standard's flags are 0, 1, or absent for unknown. */
    static boolean is(@Nullable Integer flag) {
        return flag != null && flag == 1;
    }

    static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
