package io.recount.ops.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The class folders of every module, and the packages that each of them owns. */
final class Modules {
    static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    static final String EVENTS = "event-schemas/events";
    static final String EVENT_LOG = "event-schemas/event-log";
    static final String HTTP = "event-schemas/http";

    /** The services and the job: folder and root package. */
    record Service(String folder, String rootPackage) {}

    static final List<Service> SERVICES =
            List.of(
                    new Service("command-api", "io.recount.command"),
                    new Service("projections", "io.recount.projections"),
                    new Service("query-api", "io.recount.query"),
                    new Service("flink-analytics", "io.recount.analytics"),
                    new Service("worker", "io.recount.worker"));

    private Modules() {}

    /** All folders with main code that the rules are about. */
    static List<String> folders() {
        return Stream.concat(
                        Stream.of(EVENTS, EVENT_LOG, HTTP), SERVICES.stream().map(Service::folder))
                .toList();
    }

    static JavaClasses classesOf(String... folders) {
        Path[] paths =
                Stream.of(folders)
                        .map(folder -> ROOT.resolve(folder).resolve("target/classes"))
                        .toArray(Path[]::new);
        for (Path path : paths) {
            if (!Files.isDirectory(path)) {
                throw new IllegalStateException(path + " is missing: build its module first");
            }
        }
        return new ClassFileImporter().importPaths(paths);
    }

    static JavaClasses allClasses() {
        return classesOf(folders().toArray(String[]::new));
    }
}
