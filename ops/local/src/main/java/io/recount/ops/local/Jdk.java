package io.recount.ops.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** A Java installation of this machine, read from its {@code release} file. */
public record Jdk(Path home, int feature) {
    private static final int OLDEST = 17;

    /** Flink is built and tested for these. */
    private static final int NEWEST_FOR_FLINK = 21;

    Path java() {
        return home.resolve("bin/java");
    }

    /** All of 17 and later, newest first; this JVM's own is among them. */
    static List<Jdk> all() {
        List<Path> candidates = new ArrayList<>();
        candidates.add(Path.of(System.getProperty("java.home")));
        String javaHome = System.getenv("JAVA_HOME");
        if (javaHome != null && !javaHome.isBlank()) {
            candidates.add(Path.of(javaHome));
        }
        try (Stream<Path> installed = Files.list(Path.of("/usr/lib/jvm"))) {
            installed.sorted().forEach(candidates::add);
        } catch (IOException e) {
            // No such folder: the others are all there are.
        }
        Map<Path, Jdk> found = new LinkedHashMap<>();
        candidates.forEach(home -> read(home).ifPresent(jdk -> found.putIfAbsent(jdk.home, jdk)));
        return found.values().stream()
                .sorted(Comparator.comparingInt(Jdk::feature).reversed())
                .toList();
    }

    public static Jdk newest() {
        return all().get(0);
    }

    public static Jdk forFlink() {
        return all().stream()
                .filter(jdk -> jdk.feature <= NEWEST_FOR_FLINK)
                .findFirst()
                .orElseThrow(
                        () ->
                                new Refusal(
                                        "Flink needs a JDK of 17 to 21: apt-get install"
                                                + " openjdk-17-jdk-headless"));
    }

    private static Optional<Jdk> read(Path home) {
        try {
            Path real = home.toRealPath();
            if (!Files.isExecutable(real.resolve("bin/java"))) {
                return Optional.empty();
            }
            Properties release = new Properties();
            try (var in = Files.newBufferedReader(real.resolve("release"))) {
                release.load(in);
            }
            String version = release.getProperty("JAVA_VERSION", "\"0\"").replace("\"", "");
            int feature = Integer.parseInt(version.split("[.+-]", 2)[0]);
            return feature >= OLDEST ? Optional.of(new Jdk(real, feature)) : Optional.empty();
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }
}
