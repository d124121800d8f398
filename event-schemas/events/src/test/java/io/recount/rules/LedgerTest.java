package io.recount.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.event.CampaignLineOpened;
import io.recount.event.FundsDeposited;
import io.recount.event.FundsRefunded;
import io.recount.rules.Ledger.Account;
import io.recount.rules.Ledger.Entry;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final Instant NOON = Instant.parse("2026-11-16T03:00:00Z");

    @Test
    void aDepositComesFromOutside() {
        assertEntries(
                new FundsDeposited("adv", 50L, 150L, "r", NOON),
                new Entry(Account.PREPAID, 50, 150L),
                new Entry(Account.WORLD, -50, null));
    }

    @Test
    void aRefundGoesThere() {
        assertEntries(
                new FundsRefunded("adv", 50L, 100L, "r", NOON),
                new Entry(Account.PREPAID, -50, 100L),
                new Entry(Account.WORLD, 50, null));
    }

    @Test
    void whatMovesNoMoneyHasNoEntries() {
        assertThat(Ledger.transfer(new CampaignLineOpened("adv", "adv-c", NOON))).isNull();
    }

    private static void assertEntries(SpecificRecord event, Entry... entries) {
        assertThat(Ledger.transfer(event).entries()).containsExactly(entries);
    }
}
