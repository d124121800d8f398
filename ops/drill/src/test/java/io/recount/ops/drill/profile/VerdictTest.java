package io.recount.ops.drill.profile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.recount.event.AnomalyDetected;
import io.recount.event.AnomalyKind;
import io.recount.event.ClickCharged;
import io.recount.event.ClickIgnored;
import io.recount.event.ClickOutcome;
import io.recount.event.Conversion;
import io.recount.event.Evidence;
import io.recount.event.Impression;
import io.recount.event.MetricScope;
import io.recount.event.WindowResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The judge itself, with wrongs planted. */
class VerdictTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final Map<String, String> LABELS = Map.of("k1", "FLOOD", "k2", "FLOOD");

    private final Heard heard = new Heard();

    @Test
    void calmTrafficWithoutAlertsIsAsItMustBe() {
        // given
        traffic();
        // then
        assertThat(calm(List.of()).wrong()).isEmpty();
    }

    @Test
    void calmTrafficWithAnAlertIsNot() {
        // given
        traffic();
        alert("a1", "k9");
        // then
        assertThat(calm(List.of(listed("a1"))).wrong()).singleElement().asString().contains("k9");
    }

    @Test
    void noTrafficIsNoProof() {
        assertThat(calm(List.of()).wrong()).anyMatch(wrong -> wrong.contains("hardly any traffic"));
    }

    @Test
    void aJobThatStandsStillIsNoProof() {
        // given
        traffic();
        // when
        Instant later = NOW.plus(Duration.ofMinutes(10));
        var seen = new Profile.Seen(heard, List.of(), List.of(), Map.of(), later);
        // then
        assertThat(new Verdict(Profile.Kind.CALM, seen).wrong())
                .singleElement()
                .asString()
                .contains("no minute since");
    }

    @Test
    void anAttackIsRightWhereEachBotIsNamedAndNobodyElse() {
        // given
        traffic();
        alert("a1", "k1", "k2");
        // when
        Verdict verdict = attack(LABELS, listed("a1"));
        // then
        assertThat(verdict.wrong()).isEmpty();
        assertThat(verdict.table()).contains("| flood | 2 | 0 | 1 | CLICK_RATE | 60 s | 2 |");
    }

    @Test
    void aBotThatNobodyNamesIsMissed() {
        // given
        traffic();
        alert("a1", "k1");
        // then
        assertThat(attack(Map.of("k1", "FLOOD", "k2", "FAST"), listed("a1")).wrong())
                .containsExactly("nobody names FAST");
    }

    @Test
    void anAlertThatNamesPeopleIsWrong() {
        // given
        traffic();
        alert("a1", "k1", "k9");
        // then
        assertThat(attack(LABELS, listed("a1")).wrong())
                .singleElement()
                .asString()
                .startsWith("names clicks of people, [k9]");
    }

    @Test
    void anAlertThatTheApiDoesNotListIsWrong() {
        // given
        traffic();
        alert("a1", "k1");
        // then
        assertThat(attack(LABELS).wrong())
                .containsExactly("a1 was told, and the API does not list it");
    }

    private Verdict calm(List<JsonNode> listed) {
        var seen = new Profile.Seen(heard, List.of(), listed, Map.of(), NOW);
        return new Verdict(Profile.Kind.CALM, seen);
    }

    private Verdict attack(Map<String, String> labels, JsonNode... listed) {
        var seen = new Profile.Seen(heard, heard.alerts(), List.of(listed), labels, NOW);
        return new Verdict(Profile.Kind.ATTACK, seen);
    }

    private static JsonNode listed(String alertId) {
        var alert = new ObjectMapper().createObjectNode().put("alertId", alertId).put("clicks", 1);
        alert.putArray("evidence").addObject();
        return alert;
    }

    /** An impression, clicks and an order, and a minute of the job. */
    private void traffic() {
        heard.hear(
                Impression.newBuilder()
                        .setClickId("k0")
                        .setAdvertiserId("adv")
                        .setCampaignId("adv-c")
                        .setAdId("adv-c-a")
                        .setSlot(1)
                        .setServedAt(NOW)
                        .setAt(NOW.minusSeconds(90))
                        .build());
        heard.hear(
                ClickCharged.newBuilder()
                        .setClickId("k0")
                        .setAdvertiserId("adv")
                        .setCampaignId("adv-c")
                        .setAdId("adv-c-a")
                        .setOutcome(ClickOutcome.CHARGED)
                        .setChargedMicros(1)
                        .setAt(NOW)
                        .setServedAt(NOW)
                        .setDayStart(Instant.EPOCH)
                        .setBalanceAfterMicros(0)
                        .setDaySpentAfterMicros(1)
                        .setDayClicksAfter(1)
                        .setTotalSpentAfterMicros(1)
                        .setDailyBudgetMicros(9)
                        .setRulesVersion(1)
                        .build());
        for (String clickId : List.of("k1", "k2", "k9")) {
            heard.hear(
                    ClickIgnored.newBuilder()
                            .setEventId(clickId + "/e")
                            .setClickId(clickId)
                            .setAdvertiserId("adv")
                            .setCampaignId("adv-c")
                            .setAdId("adv-c-a")
                            .setOutcome(ClickOutcome.INVALID_TRAFFIC)
                            .setPriceMicros(1)
                            .setServedAt(NOW)
                            .setAt(NOW.minusSeconds(60))
                            .build());
        }
        heard.hear(
                Conversion.newBuilder()
                        .setConversionId("v")
                        .setClickId("k0")
                        .setOrderId("o")
                        .setValueMicros(1)
                        .setOccurredAt(NOW)
                        .setReceivedAt(NOW)
                        .build());
        heard.hear(
                WindowResult.newBuilder()
                        .setScope(MetricScope.AD)
                        .setId("adv-c-a")
                        .setAdvertiserId("adv")
                        .setCampaignId("adv-c")
                        .setWindowStart(NOW.minusSeconds(60))
                        .setWindowMs(60_000)
                        .setImpressions(1)
                        .setClicks(1)
                        .setInvalidClicks(3)
                        .setConversionCount(1)
                        .setCostMicros(1)
                        .setRevision(6)
                        .setComplete(true)
                        .setComputedAt(NOW)
                        .build());
    }

    private void alert(String alertId, String... clickIds) {
        heard.hear(
                AnomalyDetected.newBuilder()
                        .setAlertId(alertId)
                        .setKind(AnomalyKind.BOT)
                        .setAdvertiserId("adv")
                        .setRuleId("CLICK_RATE")
                        .setClickIds(List.of(clickIds))
                        .setFrom(NOW)
                        .setTo(NOW)
                        .setAt(NOW)
                        .setEvidence(List.of(new Evidence("clicks", "9")))
                        .build());
    }
}
