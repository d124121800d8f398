package io.recount.query.settlement;

import io.recount.query.settlement.SettlementView.Late;
import io.recount.query.settlement.SettlementView.Line;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Settlements as RFC 4180 has tables: a row for the day, one for each campaign, one for each ad,
 * and one for each movement that came late, which is in the sums above it. Only ids, instants and
 * numbers stand there, so nothing needs quotes.
 */
final class SettlementCsv {
    static final String HEAD =
            "advertiserId,dayStart,dayEnd,timeZone,currency,line,campaignId,adId,clicks,"
                    + "creditedClicks,openingMicros,depositedMicros,refundedMicros,chargedMicros,"
                    + "creditedMicros,closingMicros,chargedMinor,creditedMinor,closingMinor\r\n";

    private SettlementCsv() {}

    static String of(List<SettlementView> settlements) {
        return settlements.stream()
                .flatMap(
                        s ->
                                Stream.of(
                                                Stream.of(day(s)),
                                                s.lines().stream().map(line -> of(s, line)),
                                                s.late().stream().map(late -> of(s, late)))
                                        .flatMap(Function.identity()))
                .collect(Collectors.joining());
    }

    private static String day(SettlementView s) {
        return row(
                s,
                "DAY",
                null,
                null,
                s.chargedClicks(),
                s.creditedClicks(),
                s.micros().opening(),
                s.micros().deposited(),
                s.micros().refunded(),
                s.micros().charged(),
                s.micros().credited(),
                s.micros().closing(),
                s.minor().charged(),
                s.minor().credited(),
                s.minor().closing());
    }

    private static String of(SettlementView s, Line line) {
        return row(
                s,
                line.adId() == null ? "CAMPAIGN" : "AD",
                line.campaignId(),
                line.adId(),
                line.clicks(),
                line.creditedClicks(),
                null,
                null,
                null,
                line.chargedMicros(),
                line.creditedMicros(),
                null,
                line.chargedMinor(),
                line.creditedMinor(),
                null);
    }

    private static String of(SettlementView s, Late late) {
        boolean charge = late.kind().equals("CHARGE");
        boolean credit = late.kind().equals("CREDIT");
        return row(
                s,
                "LATE",
                late.campaignId(),
                late.adId(),
                charge ? 1 : null,
                credit ? 1 : null,
                null,
                late.kind().equals("DEPOSIT") ? late.amountMicros() : null,
                late.kind().equals("REFUND") ? late.amountMicros() : null,
                charge ? late.amountMicros() : null,
                credit ? late.amountMicros() : null,
                null,
                null,
                null,
                null);
    }

    private static String row(SettlementView s, @Nullable Object... rest) {
        Stream<@Nullable Object> day =
                Stream.of(s.advertiserId(), s.dayStart(), s.dayEnd(), s.timeZone(), s.currency());
        return Stream.concat(day, Stream.of(rest))
                .map(value -> value == null ? "" : value.toString())
                .collect(Collectors.joining(",", "", "\r\n"));
    }
}
