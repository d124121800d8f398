package io.recount.projections.catalogue;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/** Down while Redis does not answer. */
@Component
class RedisHealthIndicator extends AbstractHealthIndicator {
    private final RedisLink redis;

    RedisHealthIndicator(RedisLink redis) {
        super("Redis does not answer");
        this.redis = redis;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        redis.await(redis.commands().ping());
        builder.up();
    }
}
