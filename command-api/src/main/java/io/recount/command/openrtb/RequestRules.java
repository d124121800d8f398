package io.recount.command.openrtb;

import io.recount.command.openrtb.BidRequest.Deal;
import io.recount.command.openrtb.BidRequest.Imp;
import io.recount.command.openrtb.BidRequest.Pmp;
import io.recount.http.Problem;
import io.recount.money.Micros;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the standard requires of a bid request, and our limits on it. What breaks them is refused
 * with 400 and a pointer to where. Types were held to while the body was read.
 */
final class RequestRules {
    static final int IMPS_MAX = 20;
    static final int DEALS_MAX = 50;
    private static final int ID_MAX = 200;

    private static final BigDecimal FLOOR_MAX = BigDecimal.valueOf(Micros.MAX, 6);

    /** No price has more digits; and 1e-999999999 would become as many when it is rounded. */
    private static final int FLOOR_SCALE_MAX = 30;

    private RequestRules() {}

    static void check(BidRequest request) {
        checkId(request.id(), "/id");
        long media =
                Stream.of(request.site(), request.app(), request.dooh())
                        .filter(medium -> medium != null)
                        .count();
        if (media > 1) {
            throw malformed("/", "at most one of site, app and dooh");
        }
        checkNoNulls(request.wseat(), "/wseat");
        checkNoNulls(request.bseat(), "/bseat");
        checkNoNulls(request.cur(), "/cur");
        checkNoNulls(request.bcat(), "/bcat");
        checkNoNulls(request.badv(), "/badv");
        checkImps(request.imp());
    }

    private static void checkImps(@Nullable List<Imp> imps) {
        if (imps == null || imps.isEmpty()) {
            throw malformed("/imp", "at least one impression is required");
        }
        if (imps.size() > IMPS_MAX) {
            throw malformed("/imp", "at most " + IMPS_MAX + " impressions");
        }
        checkNoNulls(imps, "/imp");
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < imps.size(); i++) {
            Imp imp = imps.get(i);
            String at = "/imp/" + i;
            checkId(imp.id(), at + "/id");
            if (!ids.add(String.valueOf(imp.id()))) {
                throw malformed(at + "/id", "another impression has this id");
            }
            checkFloor(imp.bidfloor(), at + "/bidfloor");
            checkDeals(imp.pmp(), at + "/pmp/deals");
            if (imp.banner() != null) {
                checkNoNulls(imp.banner().format(), at + "/banner/format");
            }
            if (imp.nativeAd() != null && imp.nativeAd().request() == null) {
                throw malformed(at + "/native/request", "is required");
            }
        }
    }

    private static void checkDeals(@Nullable Pmp pmp, String at) {
        List<Deal> deals = pmp == null ? List.of() : BidRequest.orEmpty(pmp.deals());
        if (deals.size() > DEALS_MAX) {
            throw malformed(at, "at most " + DEALS_MAX + " deals");
        }
        checkNoNulls(deals, at);
        for (int i = 0; i < deals.size(); i++) {
            Deal deal = deals.get(i);
            checkId(deal.id(), at + "/" + i + "/id");
            checkFloor(deal.bidfloor(), at + "/" + i + "/bidfloor");
            checkNoNulls(deal.wseat(), at + "/" + i + "/wseat");
            checkNoNulls(deal.wadomain(), at + "/" + i + "/wadomain");
        }
    }

    private static void checkId(@Nullable String id, String at) {
        if (id == null || id.isBlank()) {
            throw malformed(at, "is required");
        }
        if (id.length() > ID_MAX) {
            throw malformed(at, "at most " + ID_MAX + " characters");
        }
    }

    private static void checkFloor(@Nullable BigDecimal floor, String at) {
        if (floor != null
                && (floor.signum() < 0
                        || floor.scale() > FLOOR_SCALE_MAX
                        || floor.compareTo(FLOOR_MAX) > 0)) {
            throw malformed(at, "from 0 to " + FLOOR_MAX.longValue());
        }
    }

    private static void checkNoNulls(@Nullable List<?> list, String at) {
        int index = 0;
        for (Object element : list == null ? List.of() : list) {
            if (element == null) {
                throw malformed(at + "/" + index, "is null");
            }
            index++;
        }
    }

    private static Problem malformed(String pointer, String detail) {
        return Problem.badRequest("MALFORMED_BID_REQUEST", pointer + ": " + detail)
                .withError(pointer, detail);
    }
}
