package io.recount.command;

import io.recount.ops.parts.RealParts;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** On parts that all such tests share: the service is started once for them. */
abstract class OnSharedParts extends RunningCommandApi {
    private static final String DATABASE = RealParts.postgres().newDatabase();

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        registry.add("spring.datasource.url", () -> DATABASE);
        registry.add("recount.redis", () -> RealParts.redis().url());
        registry.add("recount.kafka", () -> RealParts.kafka().bootstrapServers());
        registry.add("recount.public-url", () -> "https://ads.example");
    }
}
