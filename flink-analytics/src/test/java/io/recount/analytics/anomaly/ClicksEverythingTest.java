package io.recount.analytics.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.analytics.stream.TopicMessage;
import io.recount.analytics.stream.TrafficEvent;
import io.recount.event.AnomalyDetected;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's close() may be interrupted.
class ClicksEverythingTest {
    private static final long BEGAN = Clicks.BEGAN_MS;

    @Test
    void findsWhoClicksEachAdThatIsShownAndNobodyElse() throws Exception {
        // given: in one slot of the pattern's, one after the other
        List<Step> steps = new ArrayList<>();
        steps.addAll(eachClicked("everything", ClicksEverything.TIMES));
        steps.addAll(eachClicked("not-often", ClicksEverything.TIMES - 1));
        // The same clicks, with an ad between them that was left alone.
        steps.addAll(eachClicked("leaves-some", ClicksEverything.TIMES / 2));
        steps.add(shown("leaves-some", 100));
        steps.addAll(eachClicked("leaves-some", ClicksEverything.TIMES / 2));
        steps.addAll(othersClicked("clicks-others", ClicksEverything.TIMES));
        // when
        List<AnomalyDetected> alerts = alerts(steps);
        // then
        assertThat(alerts).hasSize(1);
        assertThat(alerts.get(0).getRuleId()).isEqualTo("CLICKS_EVERYTHING");
        assertThat(alerts.get(0).getClickIds())
                .containsExactlyElementsOf(
                        IntStream.range(0, ClicksEverything.TIMES)
                                .mapToObj(i -> "adv-click" + i)
                                .toList());
    }

    private static List<AnomalyDetected> alerts(List<Step> steps) throws Exception {
        var env = StreamExecutionEnvironment.createLocalEnvironment(1, new Configuration());
        List<TopicMessage> told = new ArrayList<>();
        try (var messages =
                ClicksEverything.alerts(env.fromData(steps.toArray(Step[]::new)).setParallelism(1))
                        .uid("clicks-everything")
                        .executeAndCollect()) {
            messages.forEachRemaining(told::add);
        }
        return Clicks.told(told, AnomalyDetected.class);
    }

    private static List<Step> eachClicked(String visitor, int times) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            steps.add(shown(visitor, i));
            steps.add(clicked(visitor, i, i));
        }
        return steps;
    }

    /** Ads that were shown before what is looked at here. */
    private static List<Step> othersClicked(String visitor, int times) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            steps.add(shown(visitor, i));
            steps.add(clicked(visitor, i + 1_000, i));
        }
        return steps;
    }

    private static Step shown(String visitor, int number) {
        return new Step(3, visitor, Shown.hash("adv-click" + number), at(number), null);
    }

    private static Step clicked(String visitor, int number, int place) {
        TrafficEvent click = Clicks.click(number, at(place) + 4_000);
        return new Step(3, visitor, Shown.hash(click.clickId()), click.atMs(), click);
    }

    private static long at(int number) {
        return BEGAN + number * 60_000L;
    }
}
