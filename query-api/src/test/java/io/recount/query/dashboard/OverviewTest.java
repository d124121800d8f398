package io.recount.query.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.query.metrics.Today;
import io.recount.query.metrics.Today.OfAdvertiser;
import io.recount.query.metrics.Today.OfCampaign;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the page says, from figures alone. */
class OverviewTest {
    private static final Currency KRW = Currency.getInstance("KRW");
    private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");
    private static final Instant NOW = Instant.parse("2026-11-18T05:32:08Z");
    private static final Instant DAY_START = Instant.parse("2026-11-17T15:00:00Z");
    private static final Instant NEXT_DAY = Instant.parse("2026-11-18T15:00:00Z");
    private static final long ONE = 1_000_000;

    @Test
    void roundsMoneyOnceSoThatTheTotalIsTheSumOfWhatWasSpent() {
        // given: a third of a won each, which alone would be shown as 0
        List<OfCampaign> campaigns =
                IntStream.range(0, 3).mapToObj(n -> campaign(n, 333_334, 3, 1_000 * ONE)).toList();

        // when
        Overview page = draw(campaigns, 1_000 * ONE, 0);

        // then
        assertThat(page.rows()).extracting(CampaignRow::spend).containsOnly("0");
        assertThat(page.totals().spend()).isEqualTo("1");
        assertThat(page.figures().get(0).value()).isEqualTo("1");
    }

    @Test
    void saysNothingNeedsAttentionWhenNothingDoes() {
        Overview page = draw(List.of(campaign(1, 10 * ONE, 1, 1_000 * ONE)), 1_000 * ONE, 0);
        assertThat(page.attention()).isEmpty();
        assertThat(page.rows().get(0).state()).isEqualTo(CampaignState.SERVING);
    }

    @Test
    void namesAnEmptyBalanceOnceForAllItsCampaigns() {
        Overview page =
                draw(
                        List.of(
                                campaign(1, 10 * ONE, 1, 1_000 * ONE),
                                campaign(2, 10 * ONE, 1, 1_000 * ONE)),
                        0,
                        0);
        assertThat(page.attention())
                .singleElement()
                .satisfies(
                        item -> {
                            assertThat(item.state()).isEqualTo(CampaignState.NO_BALANCE);
                            assertThat(item.why()).contains("2 active campaigns");
                        });
    }

    @Test
    void aDayIsUsedUpOnceItDoesNotPayAnotherClick() {
        assertThat(stateAfter(999)).isEqualTo(CampaignState.DAY_USED_UP);
        assertThat(stateAfter(950)).isEqualTo(CampaignState.NEARLY_USED_UP);
        assertThat(stateAfter(949)).isEqualTo(CampaignState.SERVING);
    }

    private static CampaignState stateAfter(long spent) {
        OfCampaign campaign = campaign(1, spent * ONE, spent / 10, 1_000 * ONE);
        return draw(List.of(campaign), 1_000_000 * ONE, 0).rows().get(0).state();
    }

    @ParameterizedTest
    @CsvSource({
        "ENDED, , ENDED",
        "DRAFT, , DRAFT",
        "PAUSED, USER, PAUSED",
        "PAUSED, HOLD, ON_HOLD",
        "PAUSED, DAY, DAY_PAUSED",
        "PAUSED, DAY HOLD USER, ON_HOLD",
    })
    void tellsWhyACampaignDoesNotServe(String status, String reasons, CampaignState state) {
        // given
        List<String> all = reasons == null ? List.of() : List.of(reasons.split(" "));

        // when
        Overview page =
                draw(List.of(campaign(1, status, all, 10 * ONE, 1, 1_000 * ONE)), ONE * ONE, 0);

        // then
        assertThat(page.rows().get(0).state()).isEqualTo(state);
        assertThat(page.rows().get(0).serves()).isFalse();
    }

    @Test
    void saysWhenACampaignThatIsPausedForTodayServesAgain() {
        Overview page =
                draw(
                        List.of(campaign(1, "PAUSED", List.of("DAY"), 960 * ONE, 96, 1_000 * ONE)),
                        1_000_000 * ONE,
                        0);
        assertThat(page.attention().get(0).stateWord()).isEqualTo("Paused at 95 %");
        assertThat(page.attention().get(0).why())
                .isEqualTo(
                        "Paused by the 95 % rule at 14:19:41. Resumes at 00:00 KST, when the"
                                + " next budget day begins.");
    }

    @Test
    void tellsAnOwnerThatItPausedTheCampaignItself() {
        // given
        Today today =
                today(
                        List.of(campaign(1, "PAUSED", List.of("USER"), 0, 0, ONE)),
                        1_000_000 * ONE,
                        0);

        // when
        Overview own = Overview.of(today, new View("adv", SEOUL, 1), NOW, KRW);
        Overview all = Overview.of(today, new View(null, SEOUL, 1), NOW, KRW);

        // then
        assertThat(own.rows().get(0).stateWord()).isEqualTo("Paused by you");
        assertThat(all.rows().get(0).stateWord()).isEqualTo("Paused by its owner");
    }

    @Test
    void tellsALateLedgerFromAFreshOne() {
        // given
        Today late =
                new Today(
                        NOW,
                        90,
                        97,
                        Duration.ofSeconds(12),
                        NOW,
                        null,
                        minutes(),
                        List.of(),
                        List.of());

        // when
        Overview page = Overview.of(late, new View(null, SEOUL, 1), NOW, KRW);

        // then
        assertThat(page.live().stale()).isTrue();
        assertThat(page.live().text()).isEqualTo("12 s old, due within 5 s, position");
        assertThat(page.figures().get(0).source().text()).isEqualTo("Ledger, 12 s");
        assertThat(page.figures().get(0).source().stale()).isTrue();
    }

    @Test
    void aStreamIsBehindOnlyWhenItMissesACharge() {
        // given
        Instant older = NOW.minusSeconds(40);
        Instant charge = NOW.minusSeconds(20);

        // then
        assertThat(streamStamp(older, charge).text()).isEqualTo("Stream, 20 s behind");
        assertThat(streamStamp(charge, older)).isEqualTo(new Overview.Stamp("Stream, 20 s", false));
        assertThat(streamStamp(NOW.minusSeconds(600), NOW.minusSeconds(900)).text())
                .isEqualTo("Stream, last at 14:22:08");
    }

    private static Overview.Stamp streamStamp(Instant newest, Instant charge) {
        Today today =
                new Today(
                        NOW, 1, 1, Duration.ZERO, newest, charge, minutes(), List.of(), List.of());
        return new Freshness(today, NOW, new Words(KRW, SEOUL)).stream();
    }

    @Test
    void pagesALongListAndKeepsTheTotalsOfAll() {
        // given
        List<OfCampaign> campaigns =
                IntStream.range(0, 120).mapToObj(n -> campaign(n, ONE, 1, 1_000 * ONE)).toList();

        // when
        Overview last =
                Overview.of(today(campaigns, 1_000 * ONE, 0), new View(null, SEOUL, 9), NOW, KRW);

        // then
        assertThat(last.pager()).isEqualTo(new Overview.Pager("101 to 120 of 120", 2, null));
        assertThat(last.rows()).hasSize(20);
        assertThat(last.totals().spend()).isEqualTo("120");
    }

    @Test
    void leavesGapsOutOfTheLine() {
        // given: minutes 10 to 19 were never measured
        List<Boolean> measured = new ArrayList<>(Collections.nCopies(Today.MINUTES, true));
        IntStream.range(10, 20).forEach(minute -> measured.set(minute, false));
        List<Long> values = Collections.nCopies(Today.MINUTES, 5L);

        // when
        Trace trace = Trace.of(values, measured, 59, new Trace.Scale(0, 10, 100, 1));

        // then
        assertThat(trace.line()).contains("M0 95", "M200 95").doesNotContain("L100 95", "L190 95");
        assertThat(trace.open()).isEqualTo("M580 95L590 95");
        assertThat(trace.pointX()).isEqualTo("590");
    }

    @Test
    void writesFiguresForPeople() {
        Words words = new Words(KRW, SEOUL);
        assertThat(words.money(1_499_999)).isEqualTo("1");
        assertThat(words.money(1_500_000)).isEqualTo("2");
        assertThat(words.money(-12_345 * ONE)).isEqualTo("−12,345");
        assertThat(new Words(Currency.getInstance("EUR"), SEOUL).money(12_340_000))
                .isEqualTo("12.34");
        assertThat(Words.percentOrNone(1, 0, 2)).isEqualTo("–");
        assertThat(Words.age(Duration.ofMillis(340))).isEqualTo("0.3 s");
        assertThat(Words.lang("올해의 책")).isEqualTo("ko");
        assertThat(Words.lang("Winter")).isNull();
        assertThat(LineChart.step(418)).isEqualTo(100);
        assertThat(LineChart.step(4)).isEqualTo(1);
    }

    private static Overview draw(List<OfCampaign> campaigns, long balance, long perHour) {
        return Overview.of(today(campaigns, balance, perHour), new View(null, SEOUL, 1), NOW, KRW);
    }

    private static Today today(List<OfCampaign> campaigns, long balance, long perHour) {
        return new Today(
                NOW,
                7,
                7,
                Duration.ZERO,
                NOW,
                null,
                minutes(),
                List.of(new OfAdvertiser("adv", "Kestrel", DAY_START, NEXT_DAY, balance, perHour)),
                campaigns);
    }

    private static Today.Minutes minutes() {
        return new Today.Minutes(
                Instant.parse("2026-11-18T04:33:00Z"),
                Collections.nCopies(Today.MINUTES, true),
                Today.MINUTES - 1);
    }

    private static OfCampaign campaign(int n, long spent, long clicks, long budget) {
        return campaign(n, "ACTIVE", List.of(), spent, clicks, budget);
    }

    private static OfCampaign campaign(
            int n, String status, List<String> reasons, long spent, long clicks, long budget) {
        return new OfCampaign(
                "adv-%03d".formatted(n),
                "adv",
                "Campaign " + n,
                status,
                reasons,
                reasons.contains("DAY") ? NOW.minusSeconds(747) : null,
                budget,
                null,
                95,
                spent,
                spent,
                clicks,
                clicks * 40,
                0,
                Collections.nCopies(Today.MINUTES, 1L));
    }
}
