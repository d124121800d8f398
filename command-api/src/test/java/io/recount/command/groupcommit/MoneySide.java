package io.recount.command.groupcommit;

import io.recount.command.Ids;
import io.recount.command.budget.DecideClick;
import io.recount.command.budget.DecideClick.Decided;
import io.recount.command.idempotency.Actor;
import io.recount.command.idempotency.Commands;
import io.recount.event.AdvertiserRegistered;
import io.recount.event.CampaignBudgetSet;
import io.recount.event.CampaignLineOpened;
import io.recount.event.FundsDeposited;
import io.recount.http.Problem;
import io.recount.money.Micros;
import io.recount.rules.PricedClick;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The service from the gateway to the log, as it is in service, without HTTP, Redis and Kafka. */
final class MoneySide implements AutoCloseable {
    private static final int BUSY_MAX = 10;

    static final long PRICE = 100_000_000;

    private static final Actor ACTOR = new Actor("test", "OPERATOR", null);

    private final ConfigurableApplicationContext context;
    private final Commands commands;

    @TestConfiguration // And so no part of the services that other tests start.
    @EnableAutoConfiguration
    @ConfigurationPropertiesScan("io.recount.command.groupcommit")
    @ComponentScan(
            basePackageClasses = Ids.class,
            excludeFilters =
                    @ComponentScan.Filter(
                            type = FilterType.REGEX,
                            pattern = {
                                "io\\.recount\\.command\\.(advertiser|audit|credit|hold|openrtb|relay|serving|tracking|traffic)\\..*",
                                ".*Controller",
                                ".*LandingPages",
                                ".*budget\\.Spend.*",
                                "io\\.recount\\.command\\.CommandApiApplication"
                            }))
    static class Parts {
        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }
    }

    MoneySide(String database, String... settings) {
        Stream<String> usual =
                Stream.of(
                        "--spring.datasource.url=" + database,
                        "--server.port=0",
                        "--spring.main.banner-mode=off",
                        // Readiness asks for the catalogue, which is not in this part.
                        "--management.endpoint.health.validate-group-membership=false",
                        "--logging.level.root=WARN");
        context =
                new SpringApplicationBuilder(Parts.class)
                        .run(Stream.concat(usual, Stream.of(settings)).toArray(String[]::new));
        commands = context.getBean(Commands.class);
    }

    /** An advertiser with that balance and one open campaign, which nothing else limits. */
    String advertiser(long balanceMicros) {
        String id = Ids.newAdvertiserId();
        Instant now = now();
        List<SpecificRecord> history =
                List.of(
                        new AdvertiserRegistered(id, "Acme", "KRW", "Asia/Seoul", now),
                        new FundsDeposited(id, balanceMicros, balanceMicros, "r", now),
                        new CampaignBudgetSet(id, campaignOf(id), Micros.MAX, null, 100, now),
                        new CampaignLineOpened(id, campaignOf(id), now));
        List<GenericDomainEventMessage<?>> events = new ArrayList<>();
        for (SpecificRecord event : history) {
            events.add(new GenericDomainEventMessage<>("Budget", id, events.size(), event));
        }
        new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
                .executeWithoutResult(status -> context.getBean(EventStore.class).publish(events));
        return id;
    }

    private static String campaignOf(String advertiserId) {
        return advertiserId + "-c";
    }

    Decided click(String advertiserId, String clickId) {
        Instant now = now();
        var click =
                new PricedClick(
                        clickId,
                        campaignOf(advertiserId),
                        advertiserId + "-a",
                        PRICE,
                        now,
                        null,
                        null,
                        null,
                        null,
                        List.of(),
                        null);
        return send(new DecideClick(advertiserId, click, now), Decided.class);
    }

    /** As a client does it: on BUSY nothing was done, and it asks again. */
    <T> T send(Object command, Class<T> type) {
        for (int again = 0; ; again++) {
            try {
                return commands.send(command, type, ACTOR);
            } catch (Problem e) {
                if (!e.code().equals("BUSY") || again == BUSY_MAX) {
                    throw e;
                }
            }
        }
    }

    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    Commands commands() {
        return commands;
    }

    JdbcClient jdbc() {
        return context.getBean(JdbcClient.class);
    }

    @Override
    public void close() {
        context.close();
    }
}
