package io.recount.ops.drill.day;

import io.recount.ops.drill.day.DayMarket.Advertiser;
import io.recount.ops.drill.day.DayMarket.Campaign;
import io.recount.ops.drill.day.Statement.Line;
import io.recount.ops.drill.invariant.Finding;
import io.recount.ops.drill.invariant.Finding.Broken;
import io.recount.ops.drill.invariant.Finding.Holds;
import io.recount.ops.drill.invariant.Invariants.Row;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the clients know of their day, and what the platform tells of it: alerts, statements,
 * settlements.
 *
 * @param found clicks that alerts named that act; those about a publisher are for people to decide
 */
record DayAccounts(
        DayMarket market,
        Visits visits,
        List<Click> clicks,
        Set<String> found,
        List<Settled> settled) {
    private static final String FOUND =
            """
            SELECT DISTINCT click_id FROM analytics.alert_clicks JOIN analytics.alerts USING (alert_id)
            WHERE kind = 'BOT' AND evidence::text NOT LIKE '%PUBLISHER/%'""";

    static DayAccounts read(Web web, Platform platform, DayMarket market, Visits visits)
            throws SQLException {
        List<Settled> settled =
                market.advertisers().stream()
                        .map(one -> Statement.read(web, platform.queryApi(), one))
                        .map(of -> Settled.read(web, platform.queryApi(), of))
                        .toList();
        return new DayAccounts(market, visits, visits.clicks(), found(platform), settled);
    }

    private static Set<String> found(Platform platform) throws SQLException {
        Set<String> found = new HashSet<>();
        try (Connection database = DriverManager.getConnection(platform.jdbcUrl());
                ResultSet row = database.createStatement().executeQuery(FOUND)) {
            while (row.next()) {
                found.add(row.getString(1));
            }
        }
        return found;
    }

    /**
     * Everything compared.
     *
     * @param pausedAt by careful campaign: when it was seen paused before midnight
     * @param settledAgain what the worker said when it was asked to settle once more
     */
    List<Row> check(Map<String, Instant> pausedAt, String settledAgain) {
        List<Row> rows = new ArrayList<>();
        rows.add(row("S1", "each line of the statement is explained", statements()));
        rows.add(
                row(
                        "S2",
                        "the statement's CSV is its JSON",
                        each(one -> one.statement().wrongCsv(), "rows")));
        rows.add(
                row(
                        "S3",
                        "settled once, at midnight of days of 23, 24 and 25 hours",
                        settledAgain.startsWith("0 days")
                                ? each(Settled::wrongDay, "days")
                                : new Broken("settled again: " + settledAgain)));
        rows.add(
                row(
                        "S4",
                        "settlement is the clients' own account, to the micro",
                        each(one -> one.wrongSums(charged(one)), "days")));
        rows.add(
                row(
                        "S5",
                        "the statement's lines make the settlement",
                        each(Settled::unexplained, "days")));
        rows.add(row("S6", "parts add up to the whole", each(Settled::wrongParts, "days")));
        rows.add(row("S7", "credits are the labelled fraud that was found", credits()));
        rows.add(row("S8", "paused by the day, served again after midnight", resumed(pausedAt)));
        return rows;
    }

    private static Row row(String id, String says, Finding finding) {
        return new Row(id, says, finding);
    }

    private Finding each(Function<Settled, @Nullable String> wrong, String what) {
        for (Settled one : settled) {
            @Nullable String said = wrong.apply(one);
            if (said != null) {
                return new Broken(said);
            }
        }
        long lines =
                what.equals("rows")
                        ? settled.stream().mapToLong(one -> one.statement().csv().size()).sum()
                        : settled.size();
        return new Holds("%,d %s".formatted(lines, what));
    }

    private Finding statements() {
        Finding holds = each(one -> one.statement().wrong(charged(one)), "rows");
        return holds instanceof Holds
                ? new Holds(
                        "%,d lines of %d advertisers; %,d charged clicks, each once"
                                .formatted(
                                        settled.stream()
                                                .mapToLong(one -> one.statement().lines().size())
                                                .sum(),
                                        settled.size(),
                                        clicks.stream().filter(Click::isCharged).count()))
                : holds;
    }

    /** The advertiser's, by id of the click. */
    private Map<String, Click> charged(Settled of) {
        Set<String> campaigns =
                of.statement().advertiser().campaigns().stream()
                        .map(Campaign::id)
                        .collect(Collectors.toSet());
        return clicks.stream()
                .filter(click -> click.isCharged() && campaigns.contains(click.campaignId()))
                .collect(Collectors.toMap(Click::clickId, Function.identity()));
    }

    private Set<String> credited() {
        return settled.stream()
                .flatMap(one -> one.statement().credits())
                .map(Line::clickId)
                .collect(Collectors.toSet());
    }

    private Finding credits() {
        Set<String> credited = credited();
        for (Click click : clicks) {
            boolean due = click.isCharged() && found.contains(click.clickId());
            if (due != credited.contains(click.clickId())) {
                return new Broken((due ? "not credited: " : "credited, not found: ") + click);
            }
            if (due && !click.kind().isBot()) {
                return new Broken("a person's click was given back: " + click);
            }
        }
        return new Holds(
                "%,d clicks found and given back, %s won; no person's"
                        .formatted(
                                credited.size(), won(click -> credited.contains(click.clickId()))));
    }

    private Finding resumed(Map<String, Instant> pausedAt) {
        List<String> said = new ArrayList<>();
        for (Campaign campaign : market.careful()) {
            Advertiser owner = market.ownerOf(campaign);
            @Nullable Instant paused = pausedAt.get(campaign.id());
            List<Instant> after =
                    visits.shown(campaign.id()).stream()
                            .filter(at -> !at.isBefore(owner.midnight()))
                            .toList();
            long charged =
                    clicks.stream()
                            .filter(c -> c.campaignId().equals(campaign.id()) && c.isCharged())
                            .filter(c -> !c.sentAt().isBefore(owner.midnight()))
                            .count();
            if (paused == null || after.isEmpty() || charged == 0) {
                return new Broken(
                        "%s: paused at %s, shown %d times after midnight, %d charged"
                                .formatted(campaign, paused, after.size(), charged));
            }
            said.add(
                    String.format(
                            Locale.ROOT,
                            "day of %d h: paused %.0f s before, served %.1f s after, %d clicks charged",
                            owner.length().toHours(),
                            Duration.between(paused, owner.midnight()).toMillis() / 1e3,
                            Duration.between(owner.midnight(), after.get(0)).toMillis() / 1e3,
                            charged));
        }
        return new Holds(String.join("; ", said));
    }

    /** Figures of the day. */
    List<String> facts() {
        Set<String> credited = credited();
        List<String> facts = new ArrayList<>();
        facts.add(
                "%,d clicks, %,d of them charged: %s won"
                        .formatted(
                                clicks.size(),
                                clicks.stream().filter(Click::isCharged).count(),
                                won(Click::isCharged)));
        for (Click.Kind kind : Click.Kind.values()) {
            List<Click> own =
                    clicks.stream().filter(c -> c.kind() == kind && c.isCharged()).toList();
            facts.add(
                    "%s: %,d clicks, %,d charged, %,d of these found and given back"
                            .formatted(
                                    kind,
                                    clicks.stream().filter(c -> c.kind() == kind).count(),
                                    own.size(),
                                    own.stream()
                                            .filter(c -> credited.contains(c.clickId()))
                                            .count()));
        }
        facts.add(
                "of the bots' charges %s of %s won were found"
                        .formatted(
                                won(c -> credited.contains(c.clickId())),
                                won(c -> c.kind().isBot())));
        return facts;
    }

    private String won(Predicate<Click> which) {
        long micros = clicks.stream().filter(which).mapToLong(Click::chargedMicros).sum();
        return "%,d.%06d".formatted(micros / 1_000_000, micros % 1_000_000);
    }
}
