package io.recount.projections;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.event.PauseCause;
import io.recount.projections.stream.Fold;
import io.recount.projections.stream.Follower;
import io.recount.projections.stream.Followers;
import io.recount.projections.stream.LoggedEvent;
import io.recount.projections.stream.Projection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same log gives the same rows, however it is cut into batches. */
class BatchesIT {
    private static final List<LoggedEvent> EVENTS = events();

    private static RunningProjections projections;
    private static Map<String, List<Map<String, Object>>> inOneBatch;

    @BeforeAll
    static void start() {
        projections = new RunningProjections();
        inOneBatch = built(EVENTS.size(), 1);
    }

    @AfterAll
    static void stop() {
        projections.close();
    }

    @Test
    void hasSomethingOfEverythingInIt() {
        assertThat(inOneBatch).allSatisfy((table, rows) -> assertThat(rows).isNotEmpty());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 11})
    void anyBatchesGiveTheSameRows(int size) {
        assertThat(built(size, 1)).isEqualTo(inOneBatch);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 13})
    void aBatchThatIsHandledTwiceChangesNothing(int size) {
        assertThat(built(size, 2)).isEqualTo(inOneBatch);
    }

    private static List<LoggedEvent> events() {
        List<LoggedEvent> events = new ArrayList<>();
        SampleLog hana =
                new SampleLog(
                        (aggregate, event) ->
                                events.add(
                                        new LoggedEvent(
                                                "event-" + events.size(),
                                                events.size() + 1,
                                                0,
                                                event)),
                        "hana");
        hana.everything()
                .moveTo("Asia/Kathmandu")
                .moveTo("America/New_York")
                .credit(2)
                .resume(PauseCause.USER)
                .resume(PauseCause.DAY)
                .pause(PauseCause.DAY, SampleLog.DAY)
                .changeCampaign(SampleLog.WON)
                .end();
        return events;
    }

    /** The tables after the whole log, in batches of that size, each handled so many times. */
    private static Map<String, List<Map<String, Object>>> built(int size, int times) {
        for (Follower follower : projections.bean(Followers.class).all()) {
            Projection projection = follower.projection();
            if (projection.replaysAsAWhole()) {
                continue;
            }
            projection.prepareReplay();
            for (int from = 0; from < EVENTS.size(); from += size) {
                List<LoggedEvent> batch =
                        EVENTS.subList(from, Math.min(EVENTS.size(), from + size));
                for (int time = 0; time < times; time++) {
                    handle(projection, batch);
                }
            }
        }
        return projections.tables();
    }

    private static void handle(Projection projection, List<LoggedEvent> batch) {
        Fold fold = projection.newFold();
        batch.stream()
                .filter(event -> projection.eventTypes().contains(event.content().getClass()))
                .forEach(fold::add);
        fold.write();
    }
}
