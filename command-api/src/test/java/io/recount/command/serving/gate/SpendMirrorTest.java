package io.recount.command.serving.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.command.serving.catalogue.ServingCampaign;
import io.recount.redis.CounterRecord;
import io.recount.redis.RedisKeys;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SpendMirrorTest {
    private static final long TODAY = 1_800_000_000_000L;

    private final SpendMirror mirror = new SpendMirror();

    @Test
    void showsWhatWasCommitted() {
        mirror.committed(List.of(day("c", 5, 70), balance("adv", 5, 930)));

        assertThat(mirror.spentMicros("c", TODAY)).isEqualTo(70);
        assertThat(mirror.totalMicros("c")).isEqualTo(170);
        assertThat(mirror.balance(campaign("c")).micros()).isEqualTo(930);
    }

    @Test
    void anOlderDayMeansNothingSpentToday() {
        mirror.put(day("c", 5, 70));

        assertThat(mirror.spentMicros("c", TODAY + 1)).isZero();
    }

    @Test
    void anOlderPositionNeverReplacesANewerOne() {
        mirror.put(day("c", 5, 70));

        mirror.put(day("c", 4, 60));

        assertThat(mirror.spentMicros("c", TODAY)).isEqualTo(70);
    }

    @Test
    void aCorrectionAtTheSamePositionCounts() {
        mirror.put(day("c", 5, 75));

        mirror.put(day("c", 5, 70));

        assertThat(mirror.spentMicros("c", TODAY)).isEqualTo(70);
    }

    @Test
    void aLoadOfARedisBuiltAnewCountsOverWhatWasBefore() {
        // given: a position that the log never had
        mirror.put(day("c", 900, 75));
        mirror.put(balance("adv", 900, 1));

        // when
        long began = mirror.loadBegins();
        mirror.put(day("meanwhile", 7, 10));
        mirror.replace(day("c", 5, 70), began);
        mirror.replace(balance("adv", 5, 930), began);
        mirror.replace(day("meanwhile", 6, 0), began);

        // then
        assertThat(mirror.spentMicros("c", TODAY)).isEqualTo(70);
        assertThat(mirror.balance(campaign("c")).micros()).isEqualTo(930);
        assertThat(mirror.spentMicros("meanwhile", TODAY)).isEqualTo(10);
    }

    @Test
    void whatIsNotServedAnyMoreIsForgotten() {
        mirror.put(day("ended", 5, 70));
        mirror.put(day("c", 5, 70));
        mirror.put(balance("gone", 5, 70));
        long began = mirror.loadBegins();
        mirror.put(day("new", 6, 0));

        mirror.retain(Set.of("c"), Set.of("adv"), began);

        assertThat(mirror.day(campaign("ended"))).isNull();
        assertThat(mirror.day(campaign("c"))).isNotNull();
        assertThat(mirror.day(campaign("new"))).isNotNull();
        assertThat(mirror.size()).isEqualTo(2); // Without the balance.
    }

    @Test
    void otherRecordsAreNoneOfIts() {
        mirror.put(new CounterRecord("campaign:c:metrics:1m", 5, Map.of("clicks", 1L)));

        assertThat(mirror.size()).isZero();
    }

    /** Of the advertiser "adv". */
    private static ServingCampaign campaign(String id) {
        return SomeCampaign.ofDay(1_000).named(id).build();
    }

    private static CounterRecord day(String campaignId, long position, long spent) {
        return new CounterRecord(
                RedisKeys.campaignDay(campaignId),
                position,
                Map.of("day", TODAY, "spent", spent, "clicks", 1L, "total", spent + 100));
    }

    private static CounterRecord balance(String advertiserId, long position, long micros) {
        return new CounterRecord(
                RedisKeys.advertiserBalance(advertiserId), position, Map.of("balance", micros));
    }
}
