package io.recount.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.recount.redis.RedisKeys;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What Redis shows after a commit, without projections: none run here. */
class SpendIT extends OnSharedParts {
    @Test
    void aChargeIsInRedisUnderItsPositionInTheLog() {
        // given
        Live live = live(1_000 * WON, 500 * WON);
        String day = RedisKeys.campaignDay(live.campaignId());
        String balance = RedisKeys.advertiserBalance(live.advertiserId());

        try (var connection = redis.connect()) {
            // when
            post("/v1/clicks", "local-operator", Map.of("token", token(live)));
            Reply second = post("/v1/clicks", "local-operator", Map.of("token", token(live)));

            // then
            String position = Long.toString(second.number("position"));
            var commands = connection.sync();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> position.equals(commands.hget(day, "position")));
            assertThat(commands.hgetall(day))
                    .containsEntry("spent", Long.toString(2 * PRICE))
                    .containsEntry("clicks", "2");
            assertThat(commands.hgetall(balance))
                    .containsEntry("balance", Long.toString(1_000 * WON - 2 * PRICE))
                    .containsEntry("position", position);
        }
    }
}
