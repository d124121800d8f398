package io.recount.command.groupcommit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.recount.command.Ids;
import io.recount.command.budget.DecideClick.Decided;
import io.recount.command.budget.DepositFunds;
import io.recount.command.budget.DepositFunds.Deposited;
import io.recount.command.idempotency.Actor;
import io.recount.command.idempotency.Answer;
import io.recount.command.idempotency.Request;
import io.recount.event.ClickOutcome;
import io.recount.http.Problem;
import io.recount.ops.parts.RealParts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many at once, on a real log. */
class RacesIT {
    private static final int CLICKS = 1_000;

    private static String database;
    private static MoneySide side;
    private static ExecutorService clients;

    @BeforeAll
    static void start() {
        database = RealParts.postgres().newDatabase();
        side = new MoneySide(database);
        clients = Executors.newFixedThreadPool(64);
    }

    @AfterAll
    static void stop() {
        clients.shutdown();
        side.close();
    }

    @Test
    void ofAThousandClicksForTheLastMoneyTheAffordableAreChargedAndNotOneMore() throws Exception {
        // given
        int affordable = 137;
        String advertiserId = side.advertiser(affordable * MoneySide.PRICE + MoneySide.PRICE - 1);

        // when
        List<Decided> decided =
                all(CLICKS, n -> side.click(advertiserId, Ids.newClickId(advertiserId)));

        // then
        assertThat(outcomes(decided))
                .isEqualTo(
                        Map.of(
                                ClickOutcome.CHARGED,
                                (long) affordable,
                                ClickOutcome.UNBILLED_BUDGET,
                                (long) CLICKS - affordable));
        assertThat(decided).extracting(Decided::balanceMicros).contains(MoneySide.PRICE - 1);
        assertThat(LogChecks.charged(side.jdbc(), advertiserId)).isEqualTo(affordable);
        LogChecks.allHold(side.jdbc());
    }

    @Test
    void oneClickAThousandTimesIsChargedOnce() throws Exception {
        // given
        String advertiserId = side.advertiser(CLICKS * MoneySide.PRICE);
        String clickId = Ids.newClickId(advertiserId);

        // when
        List<Decided> decided = all(CLICKS, n -> side.click(advertiserId, clickId));

        // then
        assertThat(outcomes(decided))
                .isEqualTo(Map.of(ClickOutcome.CHARGED, 1L, ClickOutcome.DUPLICATE, CLICKS - 1L));
        assertThat(decided)
                .filteredOn(d -> d.outcome() == ClickOutcome.DUPLICATE)
                .allSatisfy(
                        d -> {
                            assertThat(d.firstOutcome()).isEqualTo(ClickOutcome.CHARGED);
                            assertThat(d.firstChargedMicros()).isEqualTo(MoneySide.PRICE);
                        });
        assertThat(LogChecks.charged(side.jdbc(), advertiserId)).isEqualTo(1);
    }

    @Test
    void oneIdempotencyKeyAHundredTimesIsOneDeposit() throws Exception {
        // given
        String advertiserId = side.advertiser(1);
        var request =
                new Request(new Actor("k", "OPERATOR", null), "POST /d", "body", advertiserId);

        // when
        List<Answer<Deposited>> answers =
                all(
                        100,
                        n ->
                                side.commands()
                                        .send(
                                                new DepositFunds(
                                                        advertiserId, 7, "r", MoneySide.now()),
                                                Deposited.class,
                                                request));

        // then
        assertThat(answers).filteredOn(answer -> !answer.replayed()).hasSize(1);
        assertThat(answers).extracting(answer -> answer.result().balanceMicros()).containsOnly(8L);
    }

    @Test
    void twoInstancesChargeTheSameAdvertisersAndNeverOverspend() throws Exception {
        // given
        int affordable = 100;
        List<String> advertisers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            advertisers.add(side.advertiser(affordable * MoneySide.PRICE));
        }

        // when
        List<Decided> decided;
        try (MoneySide other = new MoneySide(database)) {
            decided =
                    all(
                            CLICKS,
                            n -> {
                                String advertiserId = advertisers.get(n % advertisers.size());
                                return (n % 3 == 0 ? other : side)
                                        .click(advertiserId, Ids.newClickId(advertiserId));
                            });
        }

        // then
        assertThat(outcomes(decided))
                .isEqualTo(
                        Map.of(
                                ClickOutcome.CHARGED,
                                4L * affordable,
                                ClickOutcome.UNBILLED_BUDGET,
                                CLICKS - 4L * affordable));
        assertThat(advertisers)
                .allSatisfy(
                        id -> assertThat(LogChecks.charged(side.jdbc(), id)).isEqualTo(affordable));
        LogChecks.allHold(side.jdbc());
    }

    @Test
    void whatWasTakenIsDoneBeforeAnInstanceEndsAndWhatComesLaterIsRefused() throws Exception {
        // given
        MoneySide ending = new MoneySide(database);
        String advertiserId = ending.advertiser(CLICKS * MoneySide.PRICE);

        // when
        List<Future<Decided>> answers = new ArrayList<>();
        for (int i = 0; i < CLICKS; i++) {
            String clickId = Ids.newClickId(advertiserId);
            answers.add(clients.submit(() -> ending.click(advertiserId, clickId)));
        }
        answers.get(10).get();
        ending.close();

        // then
        int charged = 0;
        for (Future<Decided> answer : answers) {
            try {
                charged += answer.get().outcome() == ClickOutcome.CHARGED ? 1 : 0;
            } catch (ExecutionException e) {
                assertThat(((Problem) e.getCause()).status().value()).isEqualTo(503);
            }
        }
        assertThatThrownBy(() -> ending.click(advertiserId, Ids.newClickId(advertiserId)))
                .isInstanceOfSatisfying(
                        Problem.class, p -> assertThat(p.code()).isEqualTo("STOPPING"));
        assertThat(charged).isGreaterThan(10);
        assertThat(LogChecks.charged(side.jdbc(), advertiserId)).isEqualTo(charged);
    }

    private interface Call<T> {
        T of(int n);
    }

    private static <T> List<T> all(int times, Call<T> call) throws Exception {
        List<Callable<T>> calls = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            int n = i;
            calls.add(() -> call.of(n));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> result : clients.invokeAll(calls)) {
            results.add(result.get());
        }
        return results;
    }

    private static Map<ClickOutcome, Long> outcomes(List<Decided> decided) {
        return decided.stream()
                .collect(Collectors.groupingBy(Decided::outcome, Collectors.counting()));
    }
}
