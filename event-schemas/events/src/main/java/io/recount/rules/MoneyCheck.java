package io.recount.rules;

import io.recount.event.AdvertiserRegistered;
import io.recount.event.BudgetLimit;
import io.recount.event.CampaignBudgetSet;
import io.recount.event.CampaignLineClosed;
import io.recount.event.CampaignLineOpened;
import io.recount.event.ClickCharged;
import io.recount.event.ClickCredited;
import io.recount.event.ClickNotCharged;
import io.recount.event.ClickOutcome;
import io.recount.rules.Ledger.Transfer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Holds a log to what must be true at every prefix of it: positions and sequences without a hole,
 * each click decided, charged and credited at most once, no balance below zero, no day and no total
 * over the limit then in force, and no click refused that could have been paid. It believes no sum
 * that an event states: each is added up again from the amounts alone. It shares no arithmetic with
 * the rules that it checks.
 *
 * <p>It remembers every decided click: about 200 bytes each.
 */
public final class MoneyCheck {
    private final Map<String, Long> nextSequences = new HashMap<>();
    private final Map<String, Account> accounts = new HashMap<>();
    private final Map<String, Line> lines = new HashMap<>();

    /** By click id what it was charged; 0 where nothing was. */
    private final Map<String, Long> decided = new HashMap<>();

    private final Map<String, Long> credited = new HashMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private long position;

    /** Something that is not as it must be, and the event that says so. */
    public record Finding(long position, String what) {}

    private static final class Account {
        private long balance;
        private Instant last = Instant.MIN;
    }

    private static final class Line {
        private long daily;
        private @Nullable Long total;
        private boolean open;
        private @Nullable Instant closedAt;
        private Instant day = Instant.MIN;
        private long daySpent;
        private long dayClicks;
        private long totalSpent;

        private void on(Instant dayStart) {
            if (dayStart.isAfter(day)) {
                day = dayStart;
                daySpent = 0;
                dayClicks = 0;
            }
        }

        /** What forbids a charge, as the event's outcome and limit name it; null when nothing. */
        private @Nullable String forbids(long price, long balance, Instant servedAt, Instant at) {
            boolean graced =
                    closedAt != null
                            && servedAt.compareTo(closedAt) <= 0
                            && at.toEpochMilli() - closedAt.toEpochMilli() <= 300_000;
            if (!open && !graced) {
                return ClickOutcome.UNBILLED_PAUSED.name();
            }
            if (balance < price) {
                return BudgetLimit.BALANCE.name();
            }
            if (total != null && totalSpent + price > total) {
                return BudgetLimit.TOTAL.name();
            }
            return daySpent + price > daily ? BudgetLimit.DAY.name() : null;
        }
    }

    /** The next event of the log. Those of others than budgets are only counted. */
    public void accept(long at, String aggregateId, long sequence, SpecificRecord event) {
        check(at == position + 1, at, "follows position " + position);
        position = at;
        long expected = nextSequences.merge(aggregateId, 1L, Long::sum) - 1;
        check(sequence == expected, at, "has sequence " + sequence + ", not " + expected);
        Transfer transfer = Ledger.transfer(event);
        if (event instanceof ClickCharged charged) {
            charged(charged);
        } else if (event instanceof ClickNotCharged notCharged) {
            notCharged(notCharged);
        } else if (event instanceof ClickCredited credit) {
            credited(credit);
        } else if (event instanceof AdvertiserRegistered registered) {
            accounts.put(registered.getAdvertiserId(), new Account());
        } else {
            line(event);
        }
        if (transfer != null) {
            moved(transfer);
        }
    }

    /** What was found, in the order of the log; empty when all is well. */
    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** What the advertiser has left, added up; for a comparison with what others say. */
    public long balanceMicros(String advertiserId) {
        Account account = accounts.get(advertiserId);
        return account == null ? 0 : account.balance;
    }

    /** Sum of all balances. */
    public long balancesMicros() {
        return accounts.values().stream().mapToLong(account -> account.balance).sum();
    }

    private void moved(Transfer transfer) {
        Account account = accounts.computeIfAbsent(transfer.advertiserId(), id -> new Account());
        account.balance += transfer.receivedMicros();
        check(account.balance >= 0, position, "leaves a balance of " + account.balance);
        check(
                account.balance == transfer.balanceAfterMicros(),
                position,
                "states a balance of "
                        + transfer.balanceAfterMicros()
                        + ", it is "
                        + account.balance);
        check(!transfer.at().isBefore(account.last), position, "runs back in time");
        account.last = transfer.at();
    }

    private void line(SpecificRecord event) {
        if (event instanceof CampaignBudgetSet set) {
            Line line = lines.computeIfAbsent(set.getCampaignId(), id -> new Line());
            line.daily = set.getDailyBudgetMicros();
            line.total = set.getTotalBudgetMicros();
        } else if (event instanceof CampaignLineOpened opened) {
            Line line = line(opened.getCampaignId());
            line.open = true;
            line.closedAt = null;
        } else if (event instanceof CampaignLineClosed closed) {
            Line line = line(closed.getCampaignId());
            line.open = false;
            line.closedAt = closed.getAt();
        }
    }

    private Line line(String campaignId) {
        Line line = lines.get(campaignId);
        check(line != null, position, "has no line " + campaignId);
        return line == null ? new Line() : line;
    }

    private void charged(ClickCharged event) {
        decided(event.getClickId(), event.getChargedMicros());
        Line line = line(event.getCampaignId());
        check(!event.getDayStart().isBefore(line.day), position, "falls on a day gone by");
        line.on(event.getDayStart());
        String forbidden =
                line.forbids(
                        event.getChargedMicros(),
                        balanceMicros(event.getAdvertiserId()),
                        event.getServedAt(),
                        event.getAt());
        check(forbidden == null, position, "was charged in spite of " + forbidden);
        check(
                event.getOutcome()
                        == (line.open ? ClickOutcome.CHARGED : ClickOutcome.CHARGED_GRACE),
                position,
                "is called " + event.getOutcome());
        line.daySpent += event.getChargedMicros();
        line.totalSpent += event.getChargedMicros();
        line.dayClicks++;
        check(
                line.daySpent == event.getDaySpentAfterMicros()
                        && line.dayClicks == event.getDayClicksAfter(),
                position,
                "states a day's spend of "
                        + event.getDaySpentAfterMicros()
                        + ", it is "
                        + line.daySpent);
        check(
                line.totalSpent == event.getTotalSpentAfterMicros(),
                position,
                "states a spend of "
                        + event.getTotalSpentAfterMicros()
                        + " in all, it is "
                        + line.totalSpent);
        check(
                line.daily == event.getDailyBudgetMicros()
                        && Objects.equals(line.total, event.getTotalBudgetMicros()),
                position,
                "was decided on limits that were not in force");
    }

    private void notCharged(ClickNotCharged event) {
        decided(event.getClickId(), 0);
        Line line = line(event.getCampaignId());
        line.on(event.getDayStart());
        BudgetLimit limit = event.getLimit();
        String stated = limit == null ? event.getOutcome().name() : limit.name();
        String forbidden =
                line.forbids(
                        event.getPriceMicros(),
                        balanceMicros(event.getAdvertiserId()),
                        event.getServedAt(),
                        event.getAt());
        check(
                stated.equals(forbidden),
                position,
                "was refused for " + stated + ", but what forbids it is " + forbidden);
    }

    private void decided(String clickId, long chargedMicros) {
        check(
                decided.putIfAbsent(clickId, chargedMicros) == null,
                position,
                "decides the click " + clickId + " again");
    }

    private void credited(ClickCredited event) {
        long charge = decided.getOrDefault(event.getClickId(), 0L);
        check(
                charge > 0 && charge == event.getCreditedMicros(),
                position,
                "credits " + event.getCreditedMicros() + " for a charge of " + charge);
        check(
                credited.putIfAbsent(event.getClickId(), event.getCreditedMicros()) == null,
                position,
                "credits the click " + event.getClickId() + " again");
    }

    private void check(boolean holds, long at, String otherwise) {
        if (!holds) {
            findings.add(new Finding(at, otherwise));
        }
    }
}
