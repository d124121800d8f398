package io.recount.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.rules.MoneyCheck;
import io.recount.wire.AvroCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Refunds, credits and proposals over REST, and the ledger that they leave on PostgreSQL. */
class LedgerIT extends ManagingCalls {
    private static final String OPERATOR = "local-operator";

    @Test
    void aRefundPaysBackWhatIsLeftAndNoMicroMore() {
        // given
        String advertiserId = funded(700 * WON);

        // when
        Reply paid = pay("refunds", advertiserId, 300 * WON);
        Reply tooMuch = pay("refunds", advertiserId, 400 * WON + 1);
        Reply rest = pay("refunds", advertiserId, 400 * WON);

        // then
        assertThat(paid.number("balanceMicros")).isEqualTo(400 * WON);
        assertThat(tooMuch.status()).isEqualTo(422);
        assertThat(tooMuch.code()).isEqualTo("INSUFFICIENT_BALANCE");
        assertThat(rest.number("balanceMicros")).isZero();
        Reply without =
                post(
                        "/v1/advertisers/" + advertiserId + "/refunds",
                        OPERATOR,
                        Map.of("amountMicros", 1, "reference", "r"));
        assertThat(without.code()).isEqualTo("IDEMPOTENCY_KEY_REQUIRED");
    }

    @Test
    void aClickIsCreditedOnceAndNothingElseIs() {
        // given
        Live live = live(1_000 * WON, 5_000 * WON);
        setDay(live, 100 * WON);
        String charged = click(live).text("clickId");
        Reply unbilled = click(live);
        assertThat(unbilled.text("limit")).isEqualTo("DAY");
        List<String> clickIds =
                List.of(charged, unbilled.text("clickId"), live.advertiserId() + "-0", charged);
        String key = UUID.randomUUID().toString();

        // when
        Reply credited = credit(clickIds, "local-service", key);
        Reply replayed = credit(clickIds, "local-service", key);
        Reply again = credit(clickIds, "local-service", UUID.randomUUID().toString());

        // then
        assertThat(credited.status()).isEqualTo(200);
        assertThat(credited.number("creditedMicros")).isEqualTo(PRICE);
        assertThat(results(credited)).containsExactly("CREDITED", "NOT_CHARGED", "NOT_CHARGED");
        assertThat(replayed.raw().body()).isEqualTo(credited.raw().body());
        assertThat(results(again))
                .containsExactly("ALREADY_CREDITED", "NOT_CHARGED", "NOT_CHARGED");
        assertThat(again.number("creditedMicros")).isZero();
        assertThat(events(live.advertiserId(), "ClickCredited")).isEqualTo(1);
        // The balance is back; the day is not.
        assertThat(click(live).text("limit")).isEqualTo("DAY");
        assertThat(pay("deposits", live.advertiserId(), 1).number("balanceMicros"))
                .isEqualTo(1_000 * WON + 1);
    }

    @Test
    void creditsOverTheLimitWaitForAnOperator() {
        // given
        Live live = live(1_000 * WON, 5_000 * WON);
        List<String> clickIds = clicks(live, 4);

        // when
        Reply proposed = credit(clickIds, "local-service", UUID.randomUUID().toString());
        String proposal = "/v1/credit-proposals/" + proposed.text("proposalId");
        Reply byService = post(proposal + "/approve", "local-service", "");
        assertThat(events(live.advertiserId(), "ClickCredited")).isZero();
        Reply approved = post(proposal + "/approve", OPERATOR, "");
        Reply again = post(proposal + "/approve", OPERATOR, "");
        Reply rejected = post(proposal + "/reject", OPERATOR, "");

        // then
        assertThat(proposed.status()).isEqualTo(202);
        assertThat(proposed.number("amountMicros")).isEqualTo(4 * PRICE);
        assertThat(byService.status()).isEqualTo(403);
        assertThat(approved.number("creditedMicros")).isEqualTo(4 * PRICE);
        assertThat(approved.text("status")).isEqualTo("APPROVED");
        assertThat(again.number("creditedMicros")).isEqualTo(4 * PRICE);
        assertThat(rejected.status()).isEqualTo(409);
        assertThat(events(live.advertiserId(), "ClickCredited")).isEqualTo(4);
    }

    @Test
    void theLastVerdictOnAnAlertCounts() {
        // given
        String alertId = "alert-" + UUID.randomUUID();
        String path = "/v1/alerts/" + alertId + "/verdict";
        String key = UUID.randomUUID().toString();
        Map<String, String> right = Map.of("verdict", "TRUE", "note", "A robot");

        // when
        Reply first = post(path, OPERATOR, right, "Idempotency-Key", key);
        Reply replayed = post(path, OPERATOR, right, "Idempotency-Key", key);
        Reply same = post(path, OPERATOR, right);
        Reply other = post(path, OPERATOR, Map.of("verdict", "FALSE"));

        // then
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.text("verdict")).isEqualTo("TRUE");
        assertThat(replayed.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(same.number("position")).isEqualTo(first.number("position"));
        assertThat(other.status()).isEqualTo(200);
        assertThat(other.number("position")).isGreaterThan(first.number("position"));
        assertThat(events(alertId, "AlertJudged")).isEqualTo(2);
        assertThat(post(path, "local-service", right).status()).isEqualTo(403);
        assertThat(post(path, OPERATOR, Map.of("verdict", "MAYBE")).status()).isEqualTo(400);
        assertThat(post("/v1/alerts/nonsense/verdict", OPERATOR, right).status()).isEqualTo(404);
    }

    @Test
    void aRejectedProposalCreditsNothing() {
        // given
        Live live = live(1_000 * WON, 5_000 * WON);
        Reply proposed = credit(clicks(live, 4), "local-service", UUID.randomUUID().toString());
        String proposal = "/v1/credit-proposals/" + proposed.text("proposalId");

        // when
        Reply rejected = post(proposal + "/reject", OPERATOR, "");

        // then
        assertThat(rejected.text("status")).isEqualTo("REJECTED");
        assertThat(post(proposal + "/reject", OPERATOR, "").status()).isEqualTo(200);
        assertThat(post(proposal + "/approve", OPERATOR, "").code()).isEqualTo("WRONG_STATE");
        assertThat(events(live.advertiserId(), "ClickCredited")).isZero();
        assertThat(post("/v1/credit-proposals/credit-0/approve", OPERATOR, "").status())
                .isEqualTo(404);
        assertThat(post("/v1/credit-proposals/x/approve", OPERATOR, "").status()).isEqualTo(404);
    }

    @Test
    void creditsAreHeldToTheirRules() {
        Map<String, Object> body = Map.of("clickIds", List.of("a-1"), "reason", "bot");

        assertThat(post("/v1/credits", OPERATOR, body).code())
                .isEqualTo("IDEMPOTENCY_KEY_REQUIRED");
        assertThat(credit(List.of(), OPERATOR, "empty").status()).isEqualTo(422);
        assertThat(credit(List.of("x".repeat(65)), OPERATOR, "long").status()).isEqualTo(422);
        List<String> many = new ArrayList<>();
        for (int i = 0; i <= 500; i++) {
            many.add("a-" + i);
        }
        assertThat(credit(many, OPERATOR, "many").status()).isEqualTo(422);
        assertThat(credit(List.of("a-1"), "local-publisher", "role").status()).isEqualTo(403);
    }

    @Test
    void whateverIsCalledTheLedgerAddsUpAndTheLogHolds() {
        // given
        Random random = new Random(20_261_116);
        List<Live> lives = List.of(live(2_000 * WON, 600 * WON), live(500 * WON, 2_000 * WON));
        List<String> clickIds = new ArrayList<>();

        // when
        for (int i = 0; i < 80; i++) {
            Live live = lives.get(random.nextInt(lives.size()));
            switch (random.nextInt(8)) {
                case 0 -> pay("deposits", live.advertiserId(), 1 + random.nextInt(200_000_000));
                case 1 -> pay("refunds", live.advertiserId(), 1 + random.nextInt(400_000_000));
                case 2 -> credit(some(clickIds, random), "local-service", "k" + i + clickIds);
                case 3 ->
                        patch(
                                "/v1/campaigns/" + live.campaignId(),
                                OPERATOR,
                                Map.of("dailyBudgetMicros", WON * (1 + random.nextInt(1_500))),
                                "If-Match",
                                "*");
                case 4 ->
                        post(
                                "/v1/campaigns/"
                                        + live.campaignId()
                                        + (random.nextBoolean() ? "/pause" : "/resume"),
                                OPERATOR,
                                "{}");
                default -> {
                    String token = token(live);
                    if (token != null && !token.isEmpty()) {
                        clickIds.add(
                                post("/v1/clicks", OPERATOR, Map.of("token", token))
                                        .text("clickId"));
                    }
                }
            }
        }

        // then
        MoneyCheck check = checked();
        assertThat(check.findings()).isEmpty();
        assertThat(sum("SELECT sum(amount_micros) FROM event_log.ledger_entries")).isZero();
        assertThat(
                        sum(
                                """
                                SELECT count(*) FROM (SELECT FROM event_log.ledger_entries
                                GROUP BY position HAVING count(*) <> 2) AS odd"""))
                .isZero();
        assertThat(
                        sum(
                                """
                                SELECT sum(amount_micros) FROM event_log.ledger_entries
                                WHERE account = 'prepaid'"""))
                .isEqualTo(check.balancesMicros());
        for (Live live : lives) {
            assertThat(
                            jdbc.sql(
                                            """
                                            SELECT balance_after_micros
                                            FROM event_log.ledger_entries
                                            WHERE advertiser_id = ? AND account = 'prepaid'
                                            ORDER BY position DESC LIMIT 1""")
                                    .param(live.advertiserId())
                                    .query(Long.class)
                                    .single())
                    .isEqualTo(check.balanceMicros(live.advertiserId()));
        }
    }

    private MoneyCheck checked() {
        MoneyCheck check = new MoneyCheck();
        jdbc.sql(
                        """
                        SELECT position, aggregate_identifier, sequence_number, payload
                        FROM event_log.events ORDER BY position""")
                .query(
                        row -> {
                            check.accept(
                                    row.getLong(1),
                                    row.getString(2),
                                    row.getLong(3),
                                    AvroCodec.decode(row.getBytes(4)));
                        });
        return check;
    }

    private long sum(String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }

    private List<String> clicks(Live live, int number) {
        List<String> clickIds = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            clickIds.add(click(live).text("clickId"));
        }
        return clickIds;
    }

    private static List<String> some(List<String> clickIds, Random random) {
        return clickIds.isEmpty()
                ? List.of("a-1")
                : List.of(clickIds.get(random.nextInt(clickIds.size())));
    }

    private Reply credit(List<String> clickIds, String apiKey, String idempotencyKey) {
        String key =
                UUID.nameUUIDFromBytes(idempotencyKey.getBytes(StandardCharsets.UTF_8)).toString();
        return post(
                "/v1/credits",
                apiKey,
                Map.of("clickIds", clickIds, "reason", "bot"),
                "Idempotency-Key",
                key);
    }

    private static List<String> results(Reply reply) {
        List<String> results = new ArrayList<>();
        reply.body().path("perClick").forEach(each -> results.add(each.path("result").asString()));
        return results;
    }
}
