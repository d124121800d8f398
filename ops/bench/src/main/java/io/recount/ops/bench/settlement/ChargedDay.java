package io.recount.ops.bench.settlement;

import io.recount.audit.ChainHash;
import io.recount.audit.LogEntry;
import io.recount.event.AdvertiserRegistered;
import io.recount.event.CampaignBudgetSet;
import io.recount.event.CampaignLineOpened;
import io.recount.event.ClickCharged;
import io.recount.event.ClickOutcome;
import io.recount.event.FundsDeposited;
import io.recount.wire.AvroCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import org.apache.avro.specific.SpecificRecord;
import org.flywaydb.core.Flyway;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * A log with one day of charges, as command-api would have written it: every advertiser's events
 * are numbered and their balances go on, charges of all advertisers lie mixed by their time, and
 * the chain holds. It gets there by COPY.
 *
 * @param advertisers who share the charges equally
 */
record ChargedDay(int advertisers, int campaignsOfEach, int adsOfEach, int charges, LocalDate day) {
    static final ZoneId ZONE = ZoneId.of("Asia/Seoul");
    static final long PRICE_MICROS = 130_000_000;

    private static final DateTimeFormatter AS_IN_THE_LOG =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final HexFormat HEX = HexFormat.of();
    private static final int BUFFER = 1 << 20;
    private static final int DAY_MS = 86_400_000;

    /** Makes the tables by their owners' scripts, and fills them. */
    void fill(String url, Path root) throws SQLException, IOException {
        migrate(url, "event_log", root.resolve("event-schemas/event-log"));
        migrate(url, "read_model", root.resolve("projections"));
        try (Connection connection = DriverManager.getConnection(url)) {
            CopyIn copy =
                    connection
                            .unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyIn(
                                    """
                                    COPY event_log.events (position, event_identifier,
                                        aggregate_identifier, sequence_number, type, time_stamp,
                                        payload_type, payload, hash) FROM STDIN""");
            new Rows(copy).write();
            introduce(connection);
        }
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.createStatement().execute("VACUUM (ANALYZE) event_log.events");
        }
    }

    private static void migrate(String url, String schema, Path module) {
        Flyway.configure()
                .dataSource(url, null, null)
                .schemas(schema)
                .locations("filesystem:" + module.resolve("src/main/resources/db/" + schema))
                .load()
                .migrate();
    }

    private void introduce(Connection connection) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        """
                        INSERT INTO read_model.advertisers (advertiser_id, name, currency,
                            time_zone, registered_at, version, position)
                        SELECT 'adv-' || n, 'adv-' || n, 'KRW', ?, ?::timestamptz, 0, 1
                        FROM generate_series(0, ? - 1) AS n""")) {
            insert.setString(1, ZONE.getId());
            insert.setString(2, begin().toString());
            insert.setInt(3, advertisers);
            insert.executeUpdate();
        }
    }

    private Instant begin() {
        return day.atStartOfDay(ZONE).toInstant();
    }

    private final class Rows {
        private final CopyIn copy;
        private final StringBuilder buffer = new StringBuilder(BUFFER + BUFFER / 8);
        private final int[] sequence = new int[advertisers];
        private long position;
        private byte[] hash = ChainHash.genesis();

        Rows(CopyIn copy) {
            this.copy = copy;
        }

        void write() throws SQLException {
            for (int advertiser = 0; advertiser < advertisers; advertiser++) {
                beginning(advertiser);
            }
            for (int n = 0; n < charges; n++) {
                charge(n % advertisers, n / advertisers, begin().plusMillis(atMs(n)));
            }
            flush();
            copy.endCopy();
        }

        private long atMs(int n) {
            return 1 + (long) n * (DAY_MS - 1) / charges;
        }

        private void beginning(int advertiser) throws SQLException {
            String id = "adv-" + advertiser;
            Instant at = begin();
            append(advertiser, at, new AdvertiserRegistered(id, id, "KRW", ZONE.getId(), at));
            append(advertiser, at, new FundsDeposited(id, paidIn(), paidIn(), "wire", at));
            for (int campaign = 0; campaign < campaignsOfEach; campaign++) {
                String line = id + "-c" + campaign;
                append(advertiser, at, new CampaignBudgetSet(id, line, paidIn(), null, 95, at));
                append(advertiser, at, new CampaignLineOpened(id, line, at));
            }
        }

        private void charge(int advertiser, int before, Instant at) throws SQLException {
            String id = "adv-" + advertiser;
            String campaign = id + "-c" + before % campaignsOfEach;
            int ofCampaign = before / campaignsOfEach + 1;
            append(
                    advertiser,
                    at,
                    ClickCharged.newBuilder()
                            .setClickId(campaign + "-k" + ofCampaign)
                            .setAdvertiserId(id)
                            .setCampaignId(campaign)
                            .setAdId(campaign + "-a" + ofCampaign % adsOfEach)
                            .setOutcome(ClickOutcome.CHARGED)
                            .setChargedMicros(PRICE_MICROS)
                            .setAt(at)
                            .setServedAt(at)
                            .setDayStart(begin())
                            .setBalanceAfterMicros(paidIn() - (before + 1) * PRICE_MICROS)
                            .setDaySpentAfterMicros(ofCampaign * PRICE_MICROS)
                            .setDayClicksAfter(ofCampaign)
                            .setTotalSpentAfterMicros(ofCampaign * PRICE_MICROS)
                            .setDailyBudgetMicros(paidIn())
                            .setRulesVersion(1)
                            .setVisitor("c2f1f6a0b7d34e1f8a90")
                            .setNetwork("7f0e4b2d91c85a36")
                            .setAgentClass("BROWSER")
                            .setNetworkClass("PUBLIC")
                            .build());
        }

        /** What all of an advertiser's charges cost. */
        private long paidIn() {
            return PRICE_MICROS * (charges / advertisers + 1);
        }

        private void append(int advertiser, Instant at, SpecificRecord event) throws SQLException {
            position++;
            LogEntry entry =
                    new LogEntry(
                            position,
                            "event-" + position,
                            "adv-" + advertiser,
                            sequence[advertiser]++,
                            "Budget",
                            AS_IN_THE_LOG.format(at),
                            event.getClass().getName(),
                            null,
                            AvroCodec.encode(event),
                            null);
            hash = ChainHash.next(hash, entry);
            row(entry);
        }

        private void row(LogEntry entry) throws SQLException {
            buffer.append(entry.position()).append('\t');
            buffer.append(entry.eventIdentifier()).append('\t');
            buffer.append(entry.aggregateIdentifier()).append('\t');
            buffer.append(entry.sequenceNumber()).append('\t');
            buffer.append(entry.type()).append('\t');
            buffer.append(entry.timeStamp()).append('\t');
            buffer.append(entry.payloadType()).append("\t\\\\x");
            buffer.append(HEX.formatHex(entry.payload())).append("\t\\\\x");
            buffer.append(HEX.formatHex(hash)).append('\n');
            if (buffer.length() >= BUFFER) {
                flush();
            }
        }

        private void flush() throws SQLException {
            byte[] bytes = buffer.toString().getBytes(StandardCharsets.US_ASCII);
            copy.writeToCopy(bytes, 0, bytes.length);
            buffer.setLength(0);
        }
    }
}
