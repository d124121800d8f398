package io.recount.ops.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static io.recount.ops.architecture.Modules.EVENTS;
import static io.recount.ops.architecture.Modules.EVENT_LOG;
import static io.recount.ops.architecture.Modules.HTTP;
import static io.recount.ops.architecture.Modules.SERVICES;
import static io.recount.ops.architecture.Modules.allClasses;
import static io.recount.ops.architecture.Modules.classesOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import io.recount.ops.architecture.Modules.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ImportRulesTest {
    private static final JavaClasses ALL = allClasses();

    /** Classes of these, in primitive form or boxed, are inexact. */
    private static final Set<String> FLOATING =
            Set.of("float", "double", "java.lang.Float", "java.lang.Double");

    static List<Service> services() {
        return SERVICES;
    }

    @ParameterizedTest
    @MethodSource("services")
    void servicesNeverImportOneAnother(Service service) {
        String[] others =
                SERVICES.stream()
                        .filter(other -> !other.equals(service))
                        .map(other -> other.rootPackage() + "..")
                        .toArray(String[]::new);
        JavaClasses own = classesOf(service.folder());

        assertThat(own).as(service.folder()).isNotEmpty();
        noClasses().should().dependOnClassesThat().resideInAnyPackage(others).check(own);
    }

    @ParameterizedTest
    @MethodSource("services")
    void everyClassOfAServiceIsUnderItsRootPackage(Service service) {
        classes()
                .should()
                .resideInAPackage(service.rootPackage() + "..")
                .check(classesOf(service.folder()));
    }

    @Test
    void eventsImportTheJdkAndAvroOnly() {
        JavaClasses events = classesOf(EVENTS);

        assertThat(events).isNotEmpty();
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "javax.crypto..",
                        "org.apache.avro..",
                        "org.jspecify.annotations..",
                        "io.recount.event..",
                        "io.recount.wire..",
                        "io.recount.redis..",
                        "io.recount.money..",
                        "io.recount.rules..",
                        "io.recount.audit..")
                .check(events);
    }

    @Test
    void eventLogAndHttpImportOnlyEventsOfOurs() {
        JavaClasses shared = classesOf(EVENT_LOG, HTTP);

        assertThat(shared).isNotEmpty();
        noClasses()
                .that()
                .resideInAPackage("io.recount.eventlog..")
                .should()
                .dependOnClassesThat(ours().and(notIn("io.recount.eventlog..")))
                .check(shared);
        noClasses()
                .that()
                .resideInAPackage("io.recount.http..")
                .should()
                .dependOnClassesThat(ours().and(notIn("io.recount.http..")))
                .check(shared);
    }

    @Test
    void flinkAnalyticsImportsOnlyEventsOfOurs() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.recount.eventlog..", "io.recount.http..")
                .check(classesOf("flink-analytics"));
    }

    @Test
    void theWorkerDoesNotImportTheEventLog() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.recount.eventlog..")
                .check(classesOf("worker"));
    }

    @Test
    void nobodyImportsOps() {
        assertThat(ALL).isNotEmpty();
        noClasses().should().dependOnClassesThat().resideInAPackage("io.recount.ops..").check(ALL);
    }

    @Test
    void redisClientsStandOnlyWhereRedisIsSpoken() {
        onlyIn(
                "io.lettuce..",
                "io.recount.command.serving..",
                "io.recount.command.tracking..",
                "io.recount.command.budget..",
                "io.recount.projections.catalogue..",
                "io.recount.projections.counters..",
                "io.recount.query.metrics..",
                "io.recount.query.live..",
                "io.recount.analytics.stream..",
                "io.recount.analytics.budgetsync..",
                "io.recount.worker.budget..");
    }

    @Test
    void kafkaClientsStandOnlyWhereKafkaIsSpoken() {
        onlyIn(
                "org.apache.kafka..",
                "io.recount.command.tracking..",
                "io.recount.command.relay..",
                "io.recount.worker.inbox..",
                "io.recount.worker.archive..",
                "io.recount.analytics.stream..");
    }

    @Test
    void rulesReadNoClockAndThrowNoDice() {
        JavaClasses rules = classesOf(EVENTS);
        DescribedPredicate<JavaAccess<?>> clockOrDice =
                DescribedPredicate.describe(
                        "a clock or a source of randomness", ImportRulesTest::isClockOrDice);

        assertThat(rules.that(resideInAPackage("io.recount.rules.."))).isNotEmpty();
        noClasses()
                .that()
                .resideInAnyPackage("io.recount.rules..", "io.recount.money..")
                .should()
                .accessTargetWhere(clockOrDice)
                .check(rules);
    }

    @Test
    void aggregatesReadNoClockAndThrowNoDice() {
        DescribedPredicate<JavaAccess<?>> clockOrDice =
                DescribedPredicate.describe(
                        "a clock or a source of randomness", ImportRulesTest::isClockOrDice);
        DescribedPredicate<JavaClass> aggregate =
                DescribedPredicate.describe(
                        "an aggregate",
                        type ->
                                type.isAnnotatedWith(
                                        "org.axonframework.spring.stereotype.Aggregate"));

        assertThat(ALL.that(aggregate)).hasSizeGreaterThanOrEqualTo(3);
        noClasses().that(aggregate).should().accessTargetWhere(clockOrDice).check(ALL);
    }

    @Test
    void noFloatingPointTouchesMoney() {
        DescribedPredicate<JavaClass> floating =
                DescribedPredicate.describe(
                        "a floating-point type", type -> FLOATING.contains(type.getName()));
        JavaClasses money =
                classesOf(EVENTS)
                        .that(resideInAnyPackage("io.recount.money..", "io.recount.rules.."));

        assertThat(money).isNotEmpty();
        noFields().should().haveRawType(floating).check(money);
        noCodeUnits().should().haveRawReturnType(floating).check(money);
        noClasses()
                .should()
                .callMethodWhere(
                        DescribedPredicate.describe(
                                "floating-point values",
                                call ->
                                        floating.test(call.getTarget().getRawReturnType())
                                                || call.getTarget().getRawParameterTypes().stream()
                                                        .anyMatch(floating)))
                .check(money);
    }

    @Test
    void servingNeverTouchesPostgresql() {
        assertThat(ALL.that(resideInAPackage("io.recount.command.serving.."))).isNotEmpty();
        noClasses()
                .that()
                .resideInAPackage("io.recount.command.serving..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.sql..",
                        "javax.sql..",
                        "org.springframework.jdbc..",
                        "org.postgresql..")
                .check(ALL);
    }

    @Test
    void everyPackageSaysWhatItIs() throws IOException {
        List<Path> silent = new ArrayList<>();
        List<Path> packages = new ArrayList<>();
        for (String folder : Modules.folders()) {
            Path sources = Modules.ROOT.resolve(folder).resolve("src/main/java");
            try (var files = Files.walk(sources)) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .map(Path::getParent)
                        .distinct()
                        .forEach(packages::add);
            }
        }
        for (Path folder : packages) {
            if (!Files.exists(folder.resolve("package-info.java"))) {
                silent.add(Modules.ROOT.relativize(folder));
            }
        }
        assertThat(packages).hasSizeGreaterThan(20);
        assertThat(silent).isEmpty();
    }

    private static void onlyIn(String client, String... packages) {
        assertThat(ALL.that(resideInAnyPackage(packages))).isNotEmpty();
        classes()
                .that()
                .resideOutsideOfPackages(packages)
                .should()
                .onlyDependOnClassesThat(notIn(client))
                .check(ALL);
    }

    private static DescribedPredicate<JavaClass> ours() {
        return resideInAPackage("io.recount..")
                .and(
                        notIn(
                                "io.recount.event..",
                                "io.recount.wire..",
                                "io.recount.redis..",
                                "io.recount.money..",
                                "io.recount.rules..",
                                "io.recount.audit.."));
    }

    private static DescribedPredicate<JavaClass> notIn(String... packages) {
        return DescribedPredicate.not(resideInAnyPackage(packages));
    }

    private static boolean isClockOrDice(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        String name = access.getTarget().getName();
        boolean now = owner.startsWith("java.time.") && name.equals("now");
        boolean system = owner.equals("java.lang.System") && name.endsWith("Time");
        boolean millis = owner.equals("java.lang.System") && name.equals("currentTimeMillis");
        boolean dice =
                owner.equals("java.util.Random")
                        || owner.equals("java.security.SecureRandom")
                        || owner.equals("java.util.concurrent.ThreadLocalRandom")
                        || (owner.equals("java.util.UUID") && name.equals("randomUUID"))
                        || (owner.equals("java.lang.Math") && name.equals("random"));
        return now || system || millis || owner.equals("java.time.Clock") || dice;
    }
}
