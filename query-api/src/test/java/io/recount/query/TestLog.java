package io.recount.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.recount.audit.LogEntry;
import io.recount.event.ClickCharged;
import io.recount.event.ClickOutcome;
import io.recount.ops.parts.LogRows;
import io.recount.wire.AvroCodec;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.apache.avro.specific.SpecificRecord;

/** Events in the log, as command-api appends them. */
public final class TestLog {
    private static final DateTimeFormatter TIME_STAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final String url;

    public TestLog(TestDatabase database) {
        url = database.url();
    }

    /** Appends to the log; the position. */
    public long event(String aggregate, long sequence, Instant at, SpecificRecord event) {
        return event(
                aggregate, sequence, at, event.getSchema().getFullName(), AvroCodec.encode(event));
    }

    public long event(String aggregate, long sequence, Instant at, String type, byte[] payload) {
        LogEntry entry =
                new LogEntry(
                        0,
                        "event-" + aggregate + "-" + sequence,
                        aggregate,
                        sequence,
                        "Budget",
                        TIME_STAMP.format(at),
                        type,
                        null,
                        payload,
                        ("{\"actorKeyId\": \"local-operator\", \"actorRole\": \"OPERATOR\","
                                        + " \"correlationId\": \"cause-1\", \"traceId\": \"chain-1\"}")
                                .getBytes(UTF_8));
        try (Connection connection = DriverManager.getConnection(url)) {
            return LogRows.append(connection, entry);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public static ClickCharged charge(String campaign, long amount, Instant at) {
        String owner = campaign.substring(0, campaign.indexOf('-'));
        return ClickCharged.newBuilder()
                .setClickId(owner + "-click")
                .setAdvertiserId(owner)
                .setCampaignId(campaign)
                .setAdId(owner + "-ad")
                .setOutcome(ClickOutcome.CHARGED)
                .setChargedMicros(amount * ReadModelRows.KRW)
                .setAt(at)
                .setServedAt(at.minusSeconds(20))
                .setDayStart(Marketplace.dayStart(at))
                .setBalanceAfterMicros(1_000 * ReadModelRows.KRW)
                .setDaySpentAfterMicros(amount * ReadModelRows.KRW)
                .setDayClicksAfter(1)
                .setTotalSpentAfterMicros(amount * ReadModelRows.KRW)
                .setDailyBudgetMicros(5_000_000 * ReadModelRows.KRW)
                .setRulesVersion(1)
                .build();
    }
}
