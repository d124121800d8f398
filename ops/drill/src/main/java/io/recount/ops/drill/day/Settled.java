package io.recount.ops.drill.day;

import com.fasterxml.jackson.databind.JsonNode;
import io.recount.ops.drill.day.DayMarket.Advertiser;
import io.recount.ops.drill.day.Statement.Line;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** An advertiser's settled day against the clients' own accounts and against his statement. */
record Settled(Statement statement, List<JsonNode> days, List<String> csv) {
    static Settled read(Web web, String queryApi, Statement of) {
        String url = queryApi + "/v1/settlements?advertiserId=" + of.advertiser().id();
        List<JsonNode> days = new ArrayList<>();
        web.get(url).path("items").forEach(days::add);
        return new Settled(of, days, web.csv(url).lines().skip(1).toList());
    }

    /** Whether there is the one day that is over, and that it is as long as clocks made it. */
    @Nullable String wrongDay() {
        Advertiser advertiser = statement.advertiser();
        if (days.size() != 1) {
            return "%s has %d settled days".formatted(advertiser, days.size());
        }
        Instant start = Instant.parse(day().path("dayStart").asText());
        Instant end = Instant.parse(day().path("dayEnd").asText());
        return end.equals(advertiser.midnight())
                        && Duration.between(start, end).equals(advertiser.length())
                ? null
                : "%s: the day is %s to %s".formatted(advertiser, start, end);
    }

    private JsonNode day() {
        return days.get(0);
    }

    /**
     * The first sum that is another one, or null.
     *
     * @param charged every charged click of this advertiser, by its id
     */
    @Nullable String wrongSums(Map<String, Click> charged) {
        Map<String, Sums> oracle = oracle(charged);
        Map<String, Sums> told = new TreeMap<>();
        for (JsonNode line : day().path("lines")) {
            if (line.hasNonNull("adId")) {
                told.put(line.path("adId").asText(), Sums.of(line));
            }
        }
        if (!told.equals(oracle)) {
            return "%s: settled %s, the clients say %s"
                    .formatted(statement.advertiser().id(), told, oracle);
        }
        Sums all = oracle.values().stream().reduce(Sums.NOTHING, Sums::plus);
        Advertiser of = statement.advertiser();
        JsonNode micros = day().path("micros");
        Map<String, Long> expected =
                Map.of(
                        "opening", 0L,
                        "deposited", of.paidInMicros(),
                        "refunded", of.paidOutMicros(),
                        "charged", all.chargedMicros(),
                        "credited", all.creditedMicros(),
                        "closing",
                                of.paidInMicros()
                                        - of.paidOutMicros()
                                        - all.chargedMicros()
                                        + all.creditedMicros());
        for (Map.Entry<String, Long> sum : expected.entrySet()) {
            if (micros.path(sum.getKey()).asLong() != sum.getValue()) {
                return "%s: %s, the clients say %s".formatted(of.id(), micros, expected);
            }
        }
        return null;
    }

    /** By ad: what the clients were charged, and what the statement gave back, until midnight. */
    private Map<String, Sums> oracle(Map<String, Click> charged) {
        Map<String, Sums> sums = new TreeMap<>();
        Map<String, Instant> told = new HashMap<>();
        for (Line line : statement.lines()) {
            @Nullable Click click = charged.get(line.clickId());
            if (line.isCharge()) {
                told.put(line.clickId(), line.at());
            } else if (line.isCredit() && click != null && isToday(line.at())) {
                sums.merge(click.adId(), Sums.credit(click.chargedMicros()), Sums::plus);
            }
        }
        for (Click click : charged.values()) {
            boolean certain = isToday(click.sentAt()) == isToday(click.answeredAt());
            // A click that was under way at midnight: only the platform knows when it decided.
            Instant at = certain ? click.sentAt() : told.getOrDefault(click.clickId(), Instant.MAX);
            if (isToday(at)) {
                sums.merge(click.adId(), Sums.charge(click.chargedMicros()), Sums::plus);
            }
        }
        return sums;
    }

    private boolean isToday(Instant at) {
        return at.isBefore(statement.advertiser().midnight());
    }

    /** The first thing that the statement's lines of the day do not explain, or null. */
    @Nullable String unexplained() {
        List<Line> lines = statement.lines().stream().filter(l -> isToday(l.at())).toList();
        JsonNode micros = day().path("micros");
        Map<String, Long> moved = new HashMap<>();
        lines.forEach(line -> moved.merge(line.kind(), Math.abs(line.amountMicros()), Long::sum));
        boolean same =
                moved.getOrDefault("DEPOSIT", 0L) == micros.path("deposited").asLong()
                        && moved.getOrDefault("REFUND", 0L) == micros.path("refunded").asLong()
                        && moved.getOrDefault("CHARGE", 0L) == micros.path("charged").asLong()
                        && moved.getOrDefault("CREDIT", 0L) == micros.path("credited").asLong()
                        && lines.get(lines.size() - 1).balanceAfterMicros()
                                == micros.path("closing").asLong();
        boolean within =
                lines.stream()
                        .allMatch(
                                line ->
                                        line.position() >= day().path("firstPosition").asLong()
                                                && line.position()
                                                        <= day().path("lastPosition").asLong());
        return same && within ? null : "%s: the lines make %s".formatted(micros, moved);
    }

    /** The first sum that is not that of its parts, or null; in micros, minor units and CSV. */
    @Nullable String wrongParts() {
        List<JsonNode> lines = new ArrayList<>();
        day().path("lines").forEach(lines::add);
        List<JsonNode> campaigns = lines.stream().filter(l -> !l.hasNonNull("adId")).toList();
        for (String unit : List.of("Micros", "Minor")) {
            JsonNode whole = day().path(unit.equals("Micros") ? "micros" : "minor");
            for (String what : List.of("charged", "credited")) {
                ToLongFunction<JsonNode> of = line -> line.path(what + unit).asLong();
                if (campaigns.stream().mapToLong(of).sum() != whole.path(what).asLong()) {
                    return "%s %s: campaigns %s".formatted(what, unit, campaigns);
                }
                for (JsonNode campaign : campaigns) {
                    long ads =
                            lines.stream()
                                    .filter(l -> l.hasNonNull("adId"))
                                    .filter(l -> l.path("campaignId").equals(campaignId(campaign)))
                                    .mapToLong(of)
                                    .sum();
                    if (ads != of.applyAsLong(campaign)) {
                        return "%s %s: %s".formatted(what, unit, campaign);
                    }
                }
            }
        }
        return csv.size() == lines.size() + 1 ? null : csv.size() + " rows of CSV";
    }

    private static JsonNode campaignId(JsonNode line) {
        return line.path("campaignId");
    }

    int lines() {
        return day().path("lines").size();
    }
}
