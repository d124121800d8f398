package io.recount.analytics.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SurgeDetectorTest {
    private static final long MINUTE = SurgeDetector.MINUTE_MS;
    private static final long DAYS = 3;
    private static final long LEARNED_MS = Clicks.BEGAN_MS + DAYS * 24 * Baseline.HOUR_MS;

    private final Baseline baseline = new Baseline();
    private final SurgeDetector detector = new SurgeDetector();
    private final SplittableRandom random = new SplittableRandom(7);

    @Test
    void isSilentWhileClicksComeAsUsual() {
        assertThat(usualUntil(LEARNED_MS)).isZero();
        assertThat(baseline.expected(LEARNED_MS / Baseline.HOUR_MS)).isBetween(40.0, 85.0);
    }

    @Test
    void findsASteepSurgeWithinItsFirstMinute() {
        // given
        usualUntil(LEARNED_MS);
        // when
        int needed = 0;
        for (SurgeDetector.@Nullable Found found = null; found == null; needed++) {
            found = detector.click(baseline, LEARNED_MS + needed * 500L);
        }
        // then
        assertThat(needed).isBetween(8, 20);
        assertThat(detector.isAlarmed()).isTrue();
    }

    @Test
    void findsWhatIsFlatButLasts() {
        // given: one a minute
        usualUntil(LEARNED_MS);
        // when: five a minute
        long minute = 0;
        boolean found = false;
        for (; !found && minute < 30; minute++) {
            for (int i = 0; i < 5; i++) {
                long atMs = LEARNED_MS + minute * MINUTE + i * 11_000L;
                found |= detector.click(baseline, atMs) != null;
            }
        }
        // then
        assertThat(found).isTrue();
        assertThat(minute).isBetween(2L, 10L);
    }

    @Test
    void doesNotLearnFromASurge() {
        // given
        usualUntil(LEARNED_MS);
        detector.passTo(baseline, LEARNED_MS);
        float before = baseline.clicks;
        // when
        for (int second = 0; second < 3_600; second++) {
            detector.click(baseline, LEARNED_MS + second * 1_000L);
        }
        detector.click(baseline, LEARNED_MS + Baseline.HOUR_MS);
        // then
        assertThat(baseline.clicks).isLessThanOrEqualTo(before);
    }

    @Test
    void endsAfterTenQuietMinutes() {
        // given
        usualUntil(LEARNED_MS);
        for (int i = 0; i < 40; i++) {
            detector.click(baseline, LEARNED_MS + i);
        }
        assertThat(detector.isAlarmed()).isTrue();
        // when, then
        assertThat(detector.passTo(baseline, LEARNED_MS + 10 * MINUTE)).isFalse();
        assertThat(detector.passTo(baseline, LEARNED_MS + 11 * MINUTE)).isTrue();
    }

    @Test
    void aSilenceThatCannotBeChanceIsNotLearned() {
        // given
        usualUntil(LEARNED_MS);
        int known = baseline.knownHours();
        // when: not served for a day
        detector.click(baseline, LEARNED_MS + 24 * Baseline.HOUR_MS);
        // then
        assertThat(baseline.knownHours()).isLessThanOrEqualTo(known + 1);
    }

    /** One click a minute by chance; how many alarms there were. */
    private int usualUntil(long untilMs) {
        int alarms = 0;
        double atMs = Clicks.BEGAN_MS;
        while (atMs < untilMs) {
            alarms += detector.click(baseline, (long) atMs) == null ? 0 : 1;
            atMs -= Math.log(1 - random.nextDouble()) * MINUTE;
        }
        return alarms;
    }
}
