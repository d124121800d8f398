package io.recount.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.audit.Verdict.Intact;
import io.recount.event.Heartbeat;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.snapshotting.SnapshotFilter;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.axonframework.serialization.upcasting.event.IntermediateEventRepresentation;
import org.axonframework.serialization.upcasting.event.SingleEventUpcaster;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;

class EventLogAutoConfigurationIT {
    @Test
    void aServiceGetsTheLogWithItsOwnListenersUpcastersAndSnapshotFilters() {
        try (TestLog log = TestLog.fresh();
                var service =
                        new SpringApplicationBuilder(Service.class)
                                .web(WebApplicationType.NONE)
                                .run(
                                        "--spring.datasource.url=" + log.url(),
                                        "--spring.flyway.enabled=false",
                                        "--axon.axonserver.enabled=false")) {
            // when
            EventStore store = service.getBean(EventStore.class);
            store.publish(TestLog.events("a", 0, 3));
            store.storeSnapshot(TestLog.event("a", 2));

            // then
            assertThat(store).isInstanceOf(NotifiedEventStore.class);
            assertThat(service.getBean(Listener.class).heard).containsExactly(1L, 2L, 3L);
            assertThat(log.verify(List.of())).isEqualTo(new Intact(3, 0));
            assertThat(store.readEvents("a").asStream())
                    .hasSize(3)
                    .allSatisfy(
                            event ->
                                    assertThat(event.getMetaData()).containsEntry("upcast", "yes"));
            try (Stream<? extends TrackedEventMessage<?>> all =
                    log.engine.readEvents(null, false)) {
                assertThat(all).allSatisfy(event -> assertThat(event.getMetaData()).isEmpty());
            }
        }
    }

    /** A service of three beans. */
    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Service {
        @Bean
        Listener listener(EventStore needsTheStoreThatNeedsIt) {
            return new Listener();
        }

        @Bean
        EventUpcaster upcaster() {
            return new Upcaster();
        }

        @Bean
        SnapshotFilter noSnapshots() {
            return SnapshotFilter.rejectAll();
        }
    }

    /** Notes the positions. */
    static final class Listener implements AppendListener {
        private final List<Long> heard = new ArrayList<>();

        @Override
        public void appended(List<Appended> events, RoundTrip trip) {
            events.forEach(event -> heard.add(event.position()));
        }
    }

    /** Leaves a mark. */
    private static final class Upcaster extends SingleEventUpcaster {
        @Override
        protected boolean canUpcast(IntermediateEventRepresentation event) {
            return event.getType().getName().equals(Heartbeat.class.getName());
        }

        @Override
        protected IntermediateEventRepresentation doUpcast(IntermediateEventRepresentation event) {
            return event.upcast(
                    event.getType(),
                    byte[].class,
                    bytes -> bytes,
                    metaData -> metaData.and("upcast", "yes"));
        }
    }
}
