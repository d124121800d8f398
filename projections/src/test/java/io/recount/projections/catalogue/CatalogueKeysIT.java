package io.recount.projections.catalogue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.Range;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.recount.ops.parts.RealParts;
import io.recount.projections.SampleLog;
import io.recount.projections.stream.LoggedEvent;
import io.recount.redis.RedisKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The catalogue's keys in a real Redis, without the service around. */
class CatalogueKeysIT {
    private final RedisLink redis =
            new RedisLink(RealParts.redis().url(), new SimpleMeterRegistry());
    private final Catalogue catalogue = new Catalogue(redis);

    @BeforeEach
    void empty() {
        redis.await(redis.commands().flushall());
    }

    @AfterEach
    void disconnect() {
        redis.destroy();
    }

    @Test
    void everyChangeIsAnnouncedByItsKind() {
        // when
        catalogue.put(content("hana"));

        // then
        assertThat(announced())
                .containsExactly("advertiser hana", "experiment exp-hana", "campaign hana-c1");
    }

    @Test
    void whatTheLogDoesNotKnowGoesWithAnAnnouncement() {
        // given
        catalogue.put(content("past"));
        int before = announced().size();

        // when
        catalogue.replace(content("hana"));

        // then
        assertThat(keys(RedisKeys.CATALOGUE)).containsExactly("hana-c1");
        assertThat(keys(RedisKeys.CATALOGUE_ADVERTISERS)).containsExactly("hana");
        assertThat(keys(RedisKeys.CATALOGUE_EXPERIMENTS)).containsExactly("exp-hana");
        assertThat(announced().subList(before, announced().size()))
                .contains("advertiser past", "experiment exp-past", "campaign past-c1");
        assertThat(catalogue.isReady()).isTrue();
    }

    @Test
    void anEndedCampaignGoesWhenNoTokenOfItLives() {
        // given
        Content content = content("hana");
        Instant ended = content.ended().get("hana-c1");
        catalogue.put(content);
        catalogue.put(content("past", SampleLog::everything));

        // when
        catalogue.forgetEnded(ended.minus(Duration.ofMillis(1)));

        // then
        assertThat(keys(RedisKeys.CATALOGUE)).containsExactlyInAnyOrder("hana-c1", "past-c1");

        // when
        catalogue.forgetEnded(ended);

        // then
        assertThat(keys(RedisKeys.CATALOGUE)).containsExactly("past-c1");
        assertThat(redis.await(redis.commands().zcard(RedisKeys.CATALOGUE_ENDED))).isZero();
        assertThat(announced()).last().isEqualTo("campaign hana-c1");
    }

    private static Content content(String advertiser) {
        return content(advertiser, log -> log.everything().end());
    }

    private static Content content(String advertiser, Consumer<SampleLog> history) {
        List<LoggedEvent> log = new ArrayList<>();
        history.accept(
                new SampleLog(
                        (id, event) ->
                                log.add(
                                        new LoggedEvent(
                                                "e" + log.size(), log.size() + 1, 0, event)),
                        advertiser));
        Content content = new Content();
        log.stream()
                .filter(event -> Content.eventTypes().contains(event.content().getClass()))
                .forEach(content::take);
        return content;
    }

    private List<String> keys(String hash) {
        return redis.await(redis.commands().hkeys(hash));
    }

    private List<String> announced() {
        return redis
                .await(redis.commands().xrange(RedisKeys.CATALOGUE_CHANGES, Range.unbounded()))
                .stream()
                .map(
                        message -> {
                            Map<String, byte[]> body = message.getBody();
                            String kind =
                                    body.keySet().stream()
                                            .filter(key -> !key.equals("position"))
                                            .findAny()
                                            .orElseThrow();
                            return kind + " " + new String(body.get(kind), UTF_8);
                        })
                .toList();
    }
}
