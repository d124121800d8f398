package io.recount.rules;

import io.recount.event.ClickCharged;
import io.recount.event.ClickCredited;
import io.recount.event.FundsDeposited;
import io.recount.event.FundsRefunded;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** The double-entry ledger: which event moves how much between which accounts. */
public final class Ledger {
    private Ledger() {}

    public enum Account {
        /** What the advertiser has left. */
        PREPAID,
        /** What clicks earned. */
        REVENUE,
        /** What was given back for clicks that were no good. */
        CREDITS,
        /** Outside: where deposits come from and refunds go to. */
        WORLD
    }

    /**
     * One side of a transfer.
     *
     * @param amountMicros above zero when the account receives it
     * @param balanceAfterMicros of the advertiser's prepaid account; null for the others, which are
     *     sums over all advertisers
     */
    public record Entry(Account account, long amountMicros, @Nullable Long balanceAfterMicros) {}

    /**
     * Money that moves between an advertiser's prepaid account and another one.
     *
     * @param receivedMicros by the prepaid account; below zero when it gives
     */
    public record Transfer(
            String advertiserId,
            Account other,
            long receivedMicros,
            long balanceAfterMicros,
            Instant at) {
        /** Its two entries: they add up to zero. */
        public List<Entry> entries() {
            return List.of(
                    new Entry(Account.PREPAID, receivedMicros, balanceAfterMicros),
                    new Entry(other, -receivedMicros, null));
        }
    }

    /** What the event moves; null when it moves no money. */
    public static @Nullable Transfer transfer(SpecificRecord event) {
        if (event instanceof ClickCharged charged) {
            return new Transfer(
                    charged.getAdvertiserId(),
                    Account.REVENUE,
                    -charged.getChargedMicros(),
                    charged.getBalanceAfterMicros(),
                    charged.getAt());
        }
        if (event instanceof FundsDeposited deposited) {
            return new Transfer(
                    deposited.getAdvertiserId(),
                    Account.WORLD,
                    deposited.getAmountMicros(),
                    deposited.getBalanceAfterMicros(),
                    deposited.getAt());
        }
        if (event instanceof FundsRefunded refunded) {
            return new Transfer(
                    refunded.getAdvertiserId(),
                    Account.WORLD,
                    -refunded.getAmountMicros(),
                    refunded.getBalanceAfterMicros(),
                    refunded.getAt());
        }
        if (event instanceof ClickCredited credited) {
            return new Transfer(
                    credited.getAdvertiserId(),
                    Account.CREDITS,
                    credited.getCreditedMicros(),
                    credited.getBalanceAfterMicros(),
                    credited.getAt());
        }
        return null;
    }
}
