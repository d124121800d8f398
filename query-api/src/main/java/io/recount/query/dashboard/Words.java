package io.recount.query.dashboard;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Currency;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Figures and instants as the pages write them. Money is rounded here, once, and nowhere before.
 */
final class Words {
    static final String NONE = "–";

    private static final int MICROS_DIGITS = 6;
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("EEE d MMM uuuu, HH:mm:ss zzz", Locale.ENGLISH);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("HH:mm");
    private static final DateTimeFormatter ZONE =
            DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH);

    private final Currency currency;
    private final ZoneId zone;

    Words(Currency currency, ZoneId zone) {
        this.currency = currency;
        this.zone = zone;
    }

    String currency() {
        return currency.getCurrencyCode();
    }

    /** Without the currency, which stands in the heading; half up to the currency's own digits. */
    String money(long micros) {
        int digits = Math.max(0, currency.getDefaultFractionDigits());
        BigDecimal amount =
                BigDecimal.valueOf(micros, MICROS_DIGITS).setScale(digits, RoundingMode.HALF_UP);
        return minus(String.format(Locale.ROOT, "%,." + digits + "f", amount));
    }

    String moneyWithCurrency(long micros) {
        return money(micros) + " " + currency();
    }

    static String count(long n) {
        return minus(String.format(Locale.ROOT, "%,d", n));
    }

    /** "1 campaign", "12 campaigns". */
    static String count(long n, String what) {
        return count(n) + " " + what + (n == 1 ? "" : "s");
    }

    /** Null where there is no whole. */
    static @Nullable String percent(long part, long whole, int digits) {
        return whole == 0
                ? null
                : BigDecimal.valueOf(part)
                        .multiply(BigDecimal.valueOf(100))
                        .divide(BigDecimal.valueOf(whole), digits, RoundingMode.HALF_UP)
                        .toPlainString();
    }

    static String percentOrNone(long part, long whole, int digits) {
        String percent = percent(part, whole, digits);
        return percent == null ? NONE : percent + " %";
    }

    /** "0.3 s", "12 s", "4 min": as exact as anyone reads it. */
    static String age(Duration age) {
        long ms = Math.max(0, age.toMillis());
        if (ms < 10_000) {
            return String.format(Locale.ROOT, "%d.%d s", ms / 1000, ms % 1000 / 100);
        }
        return ms < 120_000 ? ms / 1000 + " s" : ms / 60_000 + " min";
    }

    String clock(Instant at) {
        return CLOCK.format(at.atZone(zone));
    }

    String time(Instant at) {
        return TIME.format(at.atZone(zone));
    }

    String minute(Instant at) {
        return MINUTE.format(at.atZone(zone));
    }

    /** "00:00 KST". */
    String minuteWithZone(Instant at) {
        return minute(at) + " " + ZONE.format(at.atZone(zone));
    }

    String zone(Instant at) {
        return ZONE.format(at.atZone(zone));
    }

    int minuteOfHour(Instant at) {
        return at.atZone(zone).getMinute();
    }

    /** "ko" for text with Hangul in it, so that it is broken and read as Korean; else null. */
    static @Nullable String lang(String text) {
        boolean korean =
                text.codePoints()
                        .mapToObj(Character.UnicodeScript::of)
                        .anyMatch(script -> script == Character.UnicodeScript.HANGUL);
        return korean ? "ko" : null;
    }

    private static String minus(String number) {
        return number.replace('-', '−');
    }
}
