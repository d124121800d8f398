package io.recount.command.budget;

import io.recount.eventlog.AppendListener;
import io.recount.eventlog.Appended;
import io.recount.eventlog.RoundTrip;
import io.recount.rules.Ledger;
import io.recount.rules.Ledger.Entry;
import io.recount.rules.Ledger.Transfer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Writes the ledger beside the events, one statement an append. The table's checks back it up. */
@Component
class LedgerEntries implements AppendListener {
    private static final String INSERT =
            """
            INSERT INTO event_log.ledger_entries
                (position, entry, advertiser_id, account, amount_micros, balance_after_micros, at,
                 currency)
            SELECT position, entry, advertiser_id, account, amount, balance,
                'epoch'::timestamptz + at_ms * interval '1 millisecond', ?
            FROM unnest(?, ?, ?, ?, ?, ?, ?)
                AS row (position, entry, advertiser_id, account, amount, balance, at_ms)""";

    private final String currency;

    LedgerEntries(@Value("${recount.currency}") String currency) {
        this.currency = currency;
    }

    private record Row(long position, Transfer transfer) {}

    @Override
    public void appended(List<Appended> events, RoundTrip trip) {
        List<Row> rows = new ArrayList<>(events.size());
        for (Appended appended : events) {
            if (appended.event().getPayload() instanceof SpecificRecord event) {
                Transfer transfer = Ledger.transfer(event);
                if (transfer != null) {
                    rows.add(new Row(appended.position(), transfer));
                }
            }
        }
        if (!rows.isEmpty()) {
            insert(rows, trip);
        }
    }

    private void insert(List<Row> rows, RoundTrip trip) {
        int entries = rows.size() * 2;
        long[] positions = new long[entries];
        short[] numbers = new short[entries];
        String[] advertiserIds = new String[entries];
        String[] accounts = new String[entries];
        long[] amounts = new long[entries];
        @Nullable Long[] balances = new Long[entries];
        long[] instantsMs = new long[entries];
        int i = 0;
        for (Row row : rows) {
            short number = 1;
            for (Entry entry : row.transfer().entries()) {
                positions[i] = row.position();
                numbers[i] = number++;
                advertiserIds[i] = row.transfer().advertiserId();
                accounts[i] = entry.account().name().toLowerCase(Locale.ROOT);
                amounts[i] = entry.amountMicros();
                balances[i] = entry.balanceAfterMicros();
                instantsMs[i] = row.transfer().at().toEpochMilli();
                i++;
            }
        }
        trip.write(
                INSERT,
                currency,
                positions,
                numbers,
                advertiserIds,
                accounts,
                amounts,
                balances,
                instantsMs);
    }
}
