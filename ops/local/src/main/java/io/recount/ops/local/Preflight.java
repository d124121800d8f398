package io.recount.ops.local;

import io.recount.ops.parts.Ports;
import io.recount.ops.parts.Unprivileged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the machine must have before anything is started; each finding comes with its mend. */
final class Preflight {
    private static final long MEMORY_MB = 2_500;
    private static final long DISK_MB = 2_000;

    /**
     * @param mend what to do about it; empty when fine
     * @param needed whether {@code up} refuses to start without it
     */
    record Finding(String what, boolean fine, String is, String mend, boolean needed) {}

    private final Settings settings;

    Preflight(Settings settings) {
        this.settings = settings;
    }

    /** One clear line for the first thing that is missing. */
    void refuseUnlessFine() {
        findings().stream()
                .filter(finding -> finding.needed() && !finding.fine())
                .findFirst()
                .ifPresent(
                        finding -> {
                            throw new Refusal(
                                    "%s: %s; %s"
                                            .formatted(
                                                    finding.what(), finding.is(), finding.mend()));
                        });
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        findings.add(java());
        findings.add(memory());
        findings.add(disk());
        findings.add(user());
        ports().forEach((name, port) -> findings.add(port(name, port)));
        findings.add(chromium());
        return findings;
    }

    private static Finding java() {
        List<Jdk> all = Jdk.all();
        boolean flink = all.stream().anyMatch(jdk -> jdk.feature() <= 21);
        String is =
                all.isEmpty()
                        ? "none of 17 or later"
                        : "newest is %d (%s)".formatted(all.get(0).feature(), all.get(0).home());
        return new Finding(
                "JDK",
                flink,
                is,
                "Flink needs one of 17 to 21: apt-get install openjdk-17-jdk-headless",
                true);
    }

    private static Finding memory() {
        long freeMb = availableMemoryMb();
        return new Finding(
                "memory",
                freeMb >= MEMORY_MB,
                freeMb + " MB available",
                "the stack takes about " + MEMORY_MB + " MB: end other programs",
                true);
    }

    private static long availableMemoryMb() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
                if (line.startsWith("MemAvailable:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
                }
            }
        } catch (IOException e) {
            // Not Linux: nothing is known, so nothing is refused.
        }
        return Long.MAX_VALUE;
    }

    private Finding disk() {
        try {
            Path there = Files.exists(settings.data()) ? settings.data() : settings.root();
            long freeMb = Files.getFileStore(there).getUsableSpace() / 1024 / 1024;
            return new Finding(
                    "disk",
                    freeMb >= DISK_MB,
                    freeMb + " MB free at " + there,
                    "make room for " + DISK_MB + " MB, or set RECOUNT_DATA to another folder",
                    true);
        } catch (IOException e) {
            return new Finding("disk", false, e.toString(), "set RECOUNT_DATA", true);
        }
    }

    private Finding user() {
        Unprivileged way = Unprivileged.detect();
        String is =
                switch (way) {
                    case NOT_NEEDED -> "not root";
                    case USER_NAMESPACE -> "root, PostgreSQL runs in a user namespace";
                    case OTHER_USER -> "root, PostgreSQL runs as user 65534";
                    case IMPOSSIBLE -> "root, and neither 'unshare -U' nor 'setpriv' works";
                };
        boolean fine = way != Unprivileged.IMPOSSIBLE || !settings.ownPostgres();
        return new Finding("user", fine, is, "run it as another user than root", true);
    }

    Map<String, Integer> ports() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        if (settings.ownPostgres()) {
            ports.put("RECOUNT_POSTGRES_PORT", settings.postgresPort());
        }
        if (settings.ownRedis()) {
            ports.put("RECOUNT_REDIS_PORT", settings.redisPort());
        }
        if (settings.ownKafka()) {
            ports.put("RECOUNT_KAFKA_PORT", settings.kafkaPort());
            ports.put("RECOUNT_KAFKA_CONTROLLER_PORT", settings.kafkaControllerPort());
        }
        ports.put("RECOUNT_COMMAND_API_PORT", settings.commandApiPort());
        ports.put("RECOUNT_QUERY_API_PORT", settings.queryApiPort());
        ports.put("RECOUNT_PROJECTIONS_PORT", settings.projectionsPort());
        ports.put("RECOUNT_WORKER_PORT", settings.workerPort());
        ports.put("RECOUNT_FLINK_PORT", settings.flinkPort());
        return ports;
    }

    private static Finding port(String name, int port) {
        boolean free = Ports.isFree(port);
        return new Finding(
                "port " + port,
                free,
                free ? "free" : "in use by another program",
                "end that program, or set " + name + " to another port",
                true);
    }

    private static Finding chromium() {
        Optional<Path> found = findChromium();
        return new Finding(
                "chromium",
                found.isPresent(),
                found.map(Path::toString).orElse("missing"),
                "only for the tests: apt-get install chromium (ops/recount test does it)",
                false);
    }

    static Optional<Path> findChromium() {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            for (String name : List.of("chromium", "chromium-browser", "google-chrome")) {
                Path candidate = Path.of(folder, name);
                if (!folder.isEmpty() && Files.isExecutable(candidate)) {
                    return Optional.of(candidate);
                }
            }
        }
        return Optional.empty();
    }
}
