package io.recount.ops.drill.day;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An advertiser's statement as he reads it, oldest line first. */
record Statement(DayMarket.Advertiser advertiser, List<Line> lines, List<String> csv) {
    private static final int PAGE = 200;

    /** One movement of the balance. */
    record Line(
            long position,
            Instant at,
            String kind,
            long amountMicros,
            long balanceAfterMicros,
            String campaignId,
            String clickId,
            String reference) {
        static Line of(JsonNode line) {
            return new Line(
                    line.path("position").asLong(),
                    Instant.parse(line.path("at").asText()),
                    line.path("kind").asText(),
                    line.path("amountMicros").asLong(),
                    line.path("balanceAfterMicros").asLong(),
                    line.path("campaignId").asText(""),
                    line.path("clickId").asText(""),
                    line.path("reference").asText(""));
        }

        boolean isCharge() {
            return kind.equals("CHARGE");
        }

        boolean isCredit() {
            return kind.equals("CREDIT");
        }
    }

    static Statement read(Web web, String queryApi, DayMarket.Advertiser of) {
        String url = queryApi + "/v1/advertisers/" + of.id() + "/statement";
        List<Line> lines = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = web.get(url + "?limit=" + PAGE + cursor);
            page.path("items").forEach(line -> lines.add(Line.of(line)));
            cursor = page.hasNonNull("nextCursor") ? after(page.get("nextCursor").asText()) : "";
        } while (!cursor.isEmpty());
        return new Statement(of, lines, web.csv(url).lines().skip(1).toList());
    }

    private static String after(String cursor) {
        return "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
    }

    Stream<Line> credits() {
        return lines.stream().filter(Line::isCredit);
    }

    /**
     * The first line that says something else than the clients know, or null.
     *
     * @param charged every charged click of this advertiser, by its id
     */
    @Nullable String wrong(Map<String, Click> charged) {
        long balance = 0;
        Map<String, Long> open = new HashMap<>();
        Set<String> unexplained = new HashSet<>(charged.keySet());
        Map<String, Long> funds = new HashMap<>();
        for (Line line : lines) {
            balance += line.amountMicros();
            if (balance != line.balanceAfterMicros()) {
                return "%s: the balance is %d".formatted(line, balance);
            }
            if (line.isCharge()) {
                @Nullable Click click = charged.get(line.clickId());
                if (click == null || !isOf(click, line) || !unexplained.remove(line.clickId())) {
                    return "%s: %s".formatted(line, click);
                }
                open.put(line.clickId(), -line.amountMicros());
            } else if (line.isCredit()) {
                @Nullable Long charge = open.remove(line.clickId());
                if (charge == null || charge != line.amountMicros() || line.reference().isEmpty()) {
                    return "%s: charged %d".formatted(line, charge);
                }
            } else {
                funds.merge(line.kind() + " " + line.reference(), line.amountMicros(), Long::sum);
            }
        }
        Map<String, Long> paid =
                Map.of(
                        "DEPOSIT paid in", advertiser.paidInMicros(),
                        "REFUND paid out", -advertiser.paidOutMicros());
        if (!funds.equals(paid)) {
            return "%s paid %s, the statement says %s".formatted(advertiser.id(), paid, funds);
        }
        return unexplained.isEmpty() ? null : "no line for " + unexplained.iterator().next();
    }

    private static boolean isOf(Click click, Line line) {
        return click.chargedMicros() == -line.amountMicros()
                && click.campaignId().equals(line.campaignId())
                && !line.at().isBefore(click.sentAt().minusMillis(1))
                && !line.at().isAfter(click.answeredAt());
    }

    /** The first row of the CSV that is not the line of the JSON, or null. */
    @Nullable String wrongCsv() {
        if (csv.size() != lines.size()) {
            return "%d rows, %d lines".formatted(csv.size(), lines.size());
        }
        for (int i = 0; i < csv.size(); i++) {
            Line line = lines.get(i);
            // Neither ids nor references of this day have a comma.
            List<String> row = List.of(csv.get(i).replace("\"", "").split(",", -1));
            List<String> told =
                    List.of(
                            Long.toString(line.position()),
                            line.at().toString(),
                            line.kind(),
                            Long.toString(line.amountMicros()),
                            Long.toString(line.balanceAfterMicros()),
                            line.campaignId(),
                            line.clickId(),
                            line.reference());
            List<String> same = new ArrayList<>(row);
            same.remove(1); // The event's id, which only the CSV's reader needs.
            if (!same.equals(told)) {
                return csv.get(i) + " is not " + line;
            }
        }
        return null;
    }
}
