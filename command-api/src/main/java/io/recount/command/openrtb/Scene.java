package io.recount.command.openrtb;

import io.recount.command.openrtb.BidRequest.Content;
import io.recount.command.openrtb.BidRequest.Device;
import io.recount.command.openrtb.BidRequest.Geo;
import io.recount.command.openrtb.BidRequest.Imp;
import io.recount.command.openrtb.BidRequest.Medium;
import io.recount.command.serving.AdQuery;
import io.recount.command.serving.AdQuery.Blocks;
import io.recount.command.tracking.Viewer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a request's ads would appear and who would see them, in the auction's own terms.
 *
 * @param queries the page's keywords, each a text of its own
 * @param categories of the page, and the tier above each of the Content Taxonomy 1.0
 * @param country ISO 3166-1 alpha-2
 */
record Scene(
        List<String> queries,
        List<String> categories,
        @Nullable String country,
        @Nullable String device,
        Viewer viewer) {
    private static final int QUERIES_MAX = 50;
    private static final int CATEGORIES_MAX = 50;
    private static final int TEXT_MAX = 200;

    private static final Map<String, String> ALPHA_2 =
            Stream.of(Locale.getISOCountries())
                    .collect(
                            Collectors.toUnmodifiableMap(
                                    code ->
                                            new Locale.Builder()
                                                    .setRegion(code)
                                                    .build()
                                                    .getISO3Country(),
                                    Function.identity()));

    static Scene of(BidRequest request, Viewer viewer) {
        Medium medium =
                Stream.of(request.site(), request.app())
                        .filter(m -> m != null)
                        .findFirst()
                        .orElse(null);
        Device device = request.device();
        Geo geo = device == null ? null : device.geo();
        String country = geo == null ? null : geo.country();
        Integer type = device == null ? null : device.devicetype();
        return new Scene(
                medium == null ? List.of() : keywords(medium),
                medium == null ? List.of() : categories(medium),
                country == null ? null : ALPHA_2.get(country.toUpperCase(Locale.ROOT)),
                type == null ? null : deviceType(type),
                viewer);
    }

    /** What our auction is asked for an impression; CPM floors are seen to behind it. */
    AdQuery query(
            BidRequest request,
            Imp imp,
            int slots,
            @Nullable Set<String> allowedAdvertisers,
            Instant at) {
        Blocks blocks =
                new Blocks(
                        Set.copyOf(BidRequest.orEmpty(request.bcat())),
                        domains(request.badv()),
                        Set.copyOf(BidRequest.orEmpty(request.bseat())),
                        allowedAdvertisers);
        return new AdQuery(
                request.id() + "/" + imp.id(),
                queries,
                categories,
                slots,
                0,
                country,
                device,
                viewer.visitor(),
                blocks,
                request.isTest(),
                false,
                false,
                at);
    }

    private static Set<String> domains(@Nullable List<String> badv) {
        return BidRequest.orEmpty(badv).stream()
                .map(domain -> domain.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static List<String> keywords(Medium medium) {
        Content content = medium.content();
        Stream<String> all = keywords(medium.keywords(), medium.kwarray());
        if (content != null) {
            all = Stream.concat(all, keywords(content.keywords(), content.kwarray()));
        }
        return all.filter(text -> !text.isEmpty() && text.length() <= TEXT_MAX)
                .distinct()
                .limit(QUERIES_MAX)
                .toList();
    }

    private static Stream<String> keywords(@Nullable String list, @Nullable List<String> array) {
        Stream<String> listed = list == null ? Stream.empty() : Stream.of(list.split(",", -1));
        return Stream.concat(listed, BidRequest.orEmpty(array).stream())
                .filter(text -> text != null)
                .map(String::strip);
    }

    private static List<String> categories(Medium medium) {
        List<String> named = new ArrayList<>(BidRequest.orEmpty(medium.cat()));
        named.addAll(BidRequest.orEmpty(medium.sectioncat()));
        named.addAll(BidRequest.orEmpty(medium.pagecat()));
        Content content = medium.content();
        if (content != null) {
            named.addAll(BidRequest.orEmpty(content.cat()));
        }
        Set<String> all = new LinkedHashSet<>();
        for (String category : named) {
            if (category != null && all.size() < CATEGORIES_MAX) {
                all.add(category);
                tierAbove(category, all);
            }
        }
        return List.copyOf(all);
    }

    /** A page of IAB3-1 is one of IAB3 too. */
    private static void tierAbove(String category, Set<String> all) {
        int dash = category.indexOf('-');
        if (category.startsWith("IAB") && dash > 0) {
            all.add(category.substring(0, dash));
        }
    }

    /** AdCOM's list of device types; null for one that no campaign can name. */
    private static @Nullable String deviceType(int type) {
        return switch (type) {
            case 1, 4 -> "mobile";
            case 2 -> "desktop";
            case 3, 7 -> "tv";
            case 5 -> "tablet";
            case 6 -> "connected";
            default -> null;
        };
    }
}
