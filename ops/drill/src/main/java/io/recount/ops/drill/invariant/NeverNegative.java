package io.recount.ops.drill.invariant;

import io.recount.event.AdvertiserRegistered;
import io.recount.event.ClickCharged;
import io.recount.ops.drill.invariant.Finding.Broken;
import io.recount.ops.drill.invariant.Finding.Holds;
import io.recount.rules.BudgetState;
import io.recount.rules.CampaignLine;
import io.recount.rules.Ledger;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * At every prefix of the log: what an event says of the money after it is what was there before and
 * what it moved, no balance is below zero, and no charge goes over a limit in force.
 */
final class NeverNegative implements Invariant {
    @Override
    public String id() {
        return "I4";
    }

    @Override
    public String says() {
        return "never negative: balances and budgets hold at every prefix of the log";
    }

    @Override
    public Finding check(Evidence evidence) throws SQLException {
        Prefixes prefixes = new Prefixes();
        EventLog.forEach(evidence.database(), prefixes::add);
        return prefixes.firstWrong == null
                ? new Holds(
                        "%,d events of %,d advertisers, %,d charges"
                                .formatted(
                                        prefixes.events, prefixes.states.size(), prefixes.charges))
                : new Broken(prefixes.firstWrong);
    }

    private static final class Prefixes {
        private final Map<String, BudgetState> states = new HashMap<>();
        private long events;
        private long charges;
        private @Nullable String firstWrong;

        void add(long position, SpecificRecord event) {
            if (firstWrong != null) {
                return;
            }
            if (event instanceof AdvertiserRegistered registered) {
                events++;
                states.put(registered.getAdvertiserId(), BudgetState.of(registered));
                return;
            }
            String advertiserId = BudgetEvents.advertiserOf(event);
            if (advertiserId == null) {
                return;
            }
            events++;
            BudgetState before = states.get(advertiserId);
            if (before == null) {
                wrong(position, advertiserId + " was never registered");
                return;
            }
            compare(position, before, event);
            states.put(advertiserId, before.evolve(event));
        }

        private void compare(long position, BudgetState before, SpecificRecord event) {
            Ledger.Transfer transfer = Ledger.transfer(event);
            if (transfer != null) {
                long after = before.balanceMicros() + transfer.receivedMicros();
                expect(position, "balance", after, transfer.balanceAfterMicros());
                if (transfer.balanceAfterMicros() < 0) {
                    wrong(position, "the balance is " + transfer.balanceAfterMicros() + " micros");
                }
            }
            if (event instanceof ClickCharged charged) {
                charges++;
                compare(position, before, charged);
            }
            String otherwise = firstWrong == null ? DecidedAgain.difference(before, event) : null;
            if (otherwise != null) {
                wrong(position, otherwise);
            }
        }

        private void compare(long position, BudgetState before, ClickCharged charge) {
            CampaignLine found = before.lines().find(charge.getCampaignId());
            if (found == null) {
                wrong(position, "a charge of " + charge.getCampaignId() + ", which has no line");
                return;
            }
            CampaignLine line = found.on(before.day().at(charge.getAt()).start());
            if (!line.dayStart().equals(charge.getDayStart())) {
                wrong(
                        position,
                        "charged on the day of %s, which is the day of %s"
                                .formatted(charge.getDayStart(), line.dayStart()));
            }
            long charged = charge.getChargedMicros();
            expect(
                    position,
                    "day's spend",
                    line.daySpentMicros() + charged,
                    charge.getDaySpentAfterMicros());
            expect(
                    position,
                    "total spend",
                    line.totalSpentMicros() + charged,
                    charge.getTotalSpentAfterMicros());
            within(
                    position,
                    "the day's budget",
                    charge.getDaySpentAfterMicros(),
                    line.limits().dailyBudgetMicros());
            Long total = line.limits().totalBudgetMicros();
            if (total != null) {
                within(position, "the total budget", charge.getTotalSpentAfterMicros(), total);
            }
        }

        private void expect(long position, String what, long expected, long said) {
            if (expected != said) {
                wrong(
                        position,
                        "the event says %s %d micros after it, its past says %d"
                                .formatted(what, said, expected));
            }
        }

        private void within(long position, String limit, long spent, long allowed) {
            if (spent > allowed) {
                wrong(
                        position,
                        "%d micros spent of %s of %d micros".formatted(spent, limit, allowed));
            }
        }

        private void wrong(long position, String what) {
            if (firstWrong == null) {
                firstWrong = "position " + position + ": " + what;
            }
        }
    }
}
