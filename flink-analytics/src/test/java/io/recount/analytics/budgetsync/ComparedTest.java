package io.recount.analytics.budgetsync;

import static io.recount.analytics.budgetsync.Samples.ACTIVE;
import static io.recount.analytics.budgetsync.Samples.DAY;
import static io.recount.analytics.budgetsync.Samples.counter;
import static io.recount.analytics.budgetsync.Samples.ledger;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparedTest {

    @ParameterizedTest
    @CsvSource({
        "1000000, 1000000, 0, false",
        "1049999, 1000000, 49999, false",
        "1050000, 1000000, 50000, true",
        "950000, 1000000, 50000, true",
        "950001, 1000000, 49999, false",
        "0, 1000000, 1000000, true",
        "5, 0, 1000000, true",
        "0, 0, 0, false",
        // The largest amounts do not overflow.
        "9000000000000000, 1, 8999999999999999000000, true"
    })
    void fivePercentIsADriftAndLessIsNot(long redis, long ledger, String ppm, boolean drifted) {
        // when
        Compared compared =
                compare(counter(20, DAY, redis, redis), ledger(30, DAY, ledger, 3, ledger));
        // then
        assertThat(compared.waitingFor()).isNull();
        assertThat(compared.drifted()).isEqualTo(drifted);
        assertThat(Long.toString(compared.differencePpm()))
                .isEqualTo(ppm.length() > 19 ? Long.toString(Long.MAX_VALUE) : ppm);
        assertThat(compared.position()).isEqualTo(20);
    }

    @Test
    void theTotalIsComparedToo() {
        assertThat(compare(counter(20, DAY, 100, 500), ledger(30, DAY, 100, 1, 1_000)))
                .returns(true, Compared::drifted)
                .returns(500_000L, Compared::differencePpm);
    }

    @Test
    void waitsWhileTheReadModelIsBehindTheCounter() {
        assertThat(compare(counter(20, DAY, 1, 1), new Ledger(30, 19, 30, DAY, 100, 1, 100)))
                .returns("the read model", Compared::waitingFor)
                .returns(false, Compared::drifted);
        assertThat(compare(counter(20, DAY, 1, 1), new Ledger(30, 20, 30, DAY, 100, 1, 100)))
                .returns(true, Compared::drifted);
    }

    @Test
    void aMissingRecordIsADriftOnceProjectionsMustHaveWrittenIt() {
        assertThat(compare(Compared.Counter.NONE, new Ledger(30, 30, 9, 0, 0, 0, 0)).waitingFor())
                .isEqualTo("the counter's first record");
        assertThat(compare(Compared.Counter.NONE, new Ledger(30, 29, 10, 0, 0, 0, 0)))
                .returns(true, Compared::drifted)
                .returns(null, Compared::redisSpentMicros)
                .returns(null, Compared::redisPosition)
                .returns(29L, Compared::position);
    }

    @Test
    void aRecordFromAboveTheHeadIsADriftThoughItsValuesAreRight() {
        assertThat(compare(counter(31, DAY, 100, 100), ledger(30, DAY, 100, 1, 100)))
                .returns(true, Compared::drifted)
                .returns(0L, Compared::differencePpm)
                .returns(31L, Compared::redisPosition)
                .returns(30L, Compared::position);
    }

    @Test
    void aRecordOfAnotherDayIsADrift() {
        assertThat(compare(counter(20, DAY + 1, 100, 100), ledger(30, DAY, 100, 1, 100)).drifted())
                .isTrue();
    }

    @Test
    void aCampaignThatNeverSpentAgreesWithItsFirstRecord() {
        assertThat(compare(counter(10, 0, 0, 0), ledger(30, 0, 0, 0, 0)))
                .returns(null, Compared::waitingFor)
                .returns(false, Compared::drifted)
                .returns(0L, Compared::differencePpm);
    }

    private static Compared compare(Compared.Counter counter, Ledger ledger) {
        return Compared.of(ACTIVE, counter, ledger, DAY + 1_000);
    }
}
