package io.recount.ops.bench;

import io.micrometer.core.instrument.MeterRegistry;
import io.recount.command.Ids;
import io.recount.command.budget.DecideClick;
import io.recount.command.budget.DecideClick.Decided;
import io.recount.command.idempotency.Actor;
import io.recount.command.idempotency.Commands;
import io.recount.event.AdvertiserRegistered;
import io.recount.event.CampaignBudgetSet;
import io.recount.event.CampaignLineOpened;
import io.recount.event.ClickOutcome;
import io.recount.event.FundsDeposited;
import io.recount.http.Problem;
import io.recount.money.Micros;
import io.recount.rules.PricedClick;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The part of command-api that decides about money, from the gateway to the log, without HTTP,
 * Redis and Kafka.
 */
final class CommandSide implements Contender {
    static final long PRICE_MICROS = 100_000_000;

    private static final Set<HttpStatus> TOO_BUSY =
            Set.of(HttpStatus.TOO_MANY_REQUESTS, HttpStatus.SERVICE_UNAVAILABLE);

    private static final Actor ACTOR = new Actor("bench", "OPERATOR", null);

    private final String name;
    private final ConfigurableApplicationContext context;
    private final Commands commands;
    private final String[] advertisers;

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @ConfigurationPropertiesScan("io.recount.command.groupcommit")
    @ComponentScan(
            basePackages = "io.recount.command",
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
    static class Part {
        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }
    }

    CommandSide(String name, String url, int advertisers, Class<?>... more) {
        this.name = name;
        List<Class<?>> sources = new ArrayList<>(List.of(Part.class));
        sources.addAll(List.of(more));
        context =
                new SpringApplicationBuilder(sources.toArray(Class<?>[]::new))
                        .run(
                                "--spring.datasource.url=" + url,
                                "--server.port=0",
                                "--spring.main.banner-mode=off",
                                // The catalogue, which readiness asks for, is not in this part.
                                "--management.endpoint.health.validate-group-membership=false",
                                "--spring.main.allow-bean-definition-overriding=true",
                                "--logging.level.root=WARN");
        commands = context.getBean(Commands.class);
        this.advertisers =
                IntStream.range(0, advertisers)
                        .mapToObj(i -> Ids.newAdvertiserId())
                        .toArray(String[]::new);
        EventStore store = context.getBean(EventStore.class);
        var transactions =
                new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
        for (String id : this.advertisers) {
            transactions.executeWithoutResult(status -> fund(store, id));
        }
    }

    /** A full balance and one open campaign. */
    private static void fund(EventStore store, String id) {
        Instant now = now();
        List<SpecificRecord> history =
                List.of(
                        new AdvertiserRegistered(id, "Bench", "KRW", "Asia/Seoul", now),
                        new FundsDeposited(id, Micros.MAX, Micros.MAX, "bench", now),
                        new CampaignBudgetSet(id, id + "-c", Micros.MAX, null, 100, now),
                        new CampaignLineOpened(id, id + "-c", now));
        List<GenericDomainEventMessage<?>> events = new ArrayList<>();
        for (SpecificRecord event : history) {
            events.add(new GenericDomainEventMessage<>("Budget", id, events.size(), event));
        }
        store.publish(events);
    }

    @Override
    public String name() {
        return name;
    }

    /** Commands of a transaction, on average since the start. */
    int batchSize() {
        MeterRegistry meters = context.getBean(MeterRegistry.class);
        double mean = meters.get("recount.group.commit.batch.size").summary().mean();
        return (int) Math.max(1, Math.round(mean));
    }

    @Override
    public Client client() {
        return this::charge;
    }

    private Call charge(int advertiser) {
        String id = advertisers[advertiser];
        Instant now = now();
        var click =
                new PricedClick(
                        Ids.newClickId(id),
                        id + "-c",
                        id + "-a",
                        PRICE_MICROS,
                        now,
                        "v",
                        "n",
                        null,
                        null,
                        List.of(),
                        null);
        Decided decided;
        try {
            decided = commands.send(new DecideClick(id, click, now), Decided.class, ACTOR);
        } catch (Problem e) {
            if (TOO_BUSY.contains(e.status())) {
                return Call.REFUSED;
            }
            throw e;
        }
        if (decided.outcome() != ClickOutcome.CHARGED) {
            throw new IllegalStateException("Not charged: " + decided);
        }
        return Call.ANSWERED;
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public void close() {
        context.close();
    }
}
