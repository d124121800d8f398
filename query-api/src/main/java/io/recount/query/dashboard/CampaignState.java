package io.recount.query.dashboard;

import io.recount.query.metrics.MetricWindow;
import io.recount.query.metrics.Today.OfAdvertiser;
import io.recount.query.metrics.Today.OfCampaign;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a campaign can be charged for clicks now, and if not or not for long, why: told from its
 * limits and its spend alone, so nothing is claimed that is not known. In the order of urgency.
 */
enum CampaignState {
    NO_BALANCE("No balance", "warn", Tone.BAD),
    DAY_USED_UP("Used up", "stop", Tone.BAD),
    TOTAL_USED_UP("Total used up", "stop", Tone.BAD),
    ON_HOLD("On hold", "pause", Tone.WARN),
    DAY_PAUSED("Paused", "pause", Tone.WARN),
    BALANCE_LOW("Balance low", "clock", Tone.WARN),
    NEARLY_USED_UP("Nearly used up", "clock", Tone.WARN),
    SERVING("Serving", "play", Tone.OK),
    PAUSED("Paused", "pause", Tone.OFF),
    DRAFT("Draft", "idle", Tone.OFF),
    ENDED("Ended", "idle", Tone.OFF);

    private final String word;
    private final String icon;
    private final Tone tone;

    CampaignState(String word, String icon, Tone tone) {
        this.word = word;
        this.icon = icon;
        this.tone = tone;
    }

    /** How a state is coloured; the class of the style sheet. */
    enum Tone {
        BAD,
        WARN,
        OK,
        OFF;

        String css() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param own whether whoever looks is its advertiser
     */
    String word(OfCampaign c, boolean own) {
        return switch (this) {
            case DAY_PAUSED -> "Paused at " + c.autoPausePercent() + " %";
            case PAUSED -> own ? "Paused by you" : "Paused by its owner";
            default -> word;
        };
    }

    // Templates read these by name.
    public String icon() {
        return icon;
    }

    public String tone() {
        return tone.css();
    }

    boolean needsAttention() {
        return tone == Tone.BAD || tone == Tone.WARN;
    }

    /** Bars and lines of a campaign that does not serve are grey. */
    boolean serves() {
        return this == SERVING || this == BALANCE_LOW || this == NEARLY_USED_UP;
    }

    static CampaignState of(OfCampaign c, OfAdvertiser owner, Instant now) {
        if (c.status().equals("ENDED")) {
            return ENDED;
        }
        if (c.status().equals("DRAFT")) {
            return DRAFT;
        }
        if (c.pauseReasons().contains("HOLD")) {
            return ON_HOLD;
        }
        if (c.pauseReasons().contains("USER")) {
            return PAUSED;
        }
        if (!paysAClick(owner.balanceMicros(), c)) {
            return NO_BALANCE;
        }
        if (!paysAClick(leftToday(c), c)) {
            return DAY_USED_UP;
        }
        if (!paysAClick(leftInTotal(c), c)) {
            return TOTAL_USED_UP;
        }
        if (!c.pauseReasons().isEmpty()) {
            return DAY_PAUSED;
        }
        if (balanceEmptyAt(owner, now).isPresent()) {
            return BALANCE_LOW;
        }
        return pastThreshold(c) ? NEARLY_USED_UP : SERVING;
    }

    /** Negative never; without a limit, more than any click costs. */
    static long leftToday(OfCampaign c) {
        return left(c.dailyBudgetMicros(), c.spentMicros());
    }

    static long leftInTotal(OfCampaign c) {
        return left(c.totalBudgetMicros(), c.totalSpentMicros());
    }

    private static long left(@Nullable Long budget, long spent) {
        return budget == null ? Long.MAX_VALUE : Math.max(0, budget - spent);
    }

    /** Whether that much pays a click at today's average price; without one, whether it is any. */
    private static boolean paysAClick(long micros, OfCampaign c) {
        Long price = MetricWindow.cpcMicros(c.spentMicros(), c.clicks());
        return micros > 0 && (price == null || micros >= price);
    }

    private static boolean pastThreshold(OfCampaign c) {
        Long budget = c.dailyBudgetMicros();
        // Amounts end at 9·10¹⁵, so a hundredfold still fits.
        return budget != null && c.spentMicros() * 100 >= budget * c.autoPausePercent();
    }

    /** When the balance runs out at the last hour's rate, if that is before the day ends. */
    static Optional<Instant> balanceEmptyAt(OfAdvertiser owner, Instant now) {
        return usedUpAt(owner.balanceMicros(), owner.spentLastHourMicros(), now)
                .filter(at -> at.isBefore(owner.nextDay()));
    }

    /** When that much is spent at that rate; empty at no rate, or when over 100 days away. */
    static Optional<Instant> usedUpAt(long leftMicros, long perHourMicros, Instant now) {
        long perSecond = perHourMicros / Duration.ofHours(1).toSeconds();
        if (perSecond <= 0) {
            return Optional.empty();
        }
        long seconds = leftMicros / perSecond;
        return seconds > Duration.ofDays(100).toSeconds()
                ? Optional.empty()
                : Optional.of(now.plusSeconds(seconds));
    }
}
