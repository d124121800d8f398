package io.recount.ops.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A Spring service, run from an unpacked copy of its executable jar: it starts quicker than nested
 * jars do, class data sharing sees its classes, and a build under a running stack does no harm.
 */
public final class SpringService implements Component.Launch {
    /** From here on the JVM writes the archive of loaded classes by itself. */
    private static final int FIRST_WITH_AUTO_ARCHIVE = 19;

    private static final String LIBRARIES = "BOOT-INF/lib/";

    private final String name;
    private final Path executable;
    private final Path plain;
    private final Path unpacked;
    private final Settings settings;
    private final Jdk jdk;
    private final int heapMb;

    public SpringService(String name, String artifact, Settings settings, Jdk jdk, int heapMb) {
        Path target = settings.root().resolve(name).resolve("target");
        this.name = name;
        this.executable = target.resolve(artifact + "-0.1.0-SNAPSHOT-exec.jar");
        this.plain = target.resolve(artifact + "-0.1.0-SNAPSHOT.jar");
        this.unpacked = settings.data().resolve("run").resolve(name);
        this.settings = settings;
        this.jdk = jdk;
        this.heapMb = heapMb;
    }

    Path executable() {
        return executable;
    }

    public void unpack() {
        try {
            FileTime built = Files.getLastModifiedTime(executable);
            Path mark = unpacked.resolve("unpacked");
            if (Files.exists(mark) && Files.getLastModifiedTime(mark).equals(built)) {
                return;
            }
            Folders.delete(unpacked);
            Files.createDirectories(unpacked.resolve("lib"));
            unpackLibraries();
            Files.copy(plain, unpacked.resolve("service.jar"));
            Files.writeString(unpacked.resolve("main"), mainClass());
            Files.createFile(mark);
            Files.setLastModifiedTime(mark, built);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be unpacked", e);
        }
    }

    private void unpackLibraries() throws IOException {
        List<String> order = new ArrayList<>();
        try (ZipFile jar = new ZipFile(executable.toFile())) {
            Enumeration<? extends ZipEntry> entries = jar.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                if (entry.getName().startsWith(LIBRARIES) && entry.getName().endsWith(".jar")) {
                    String file = entry.getName().substring(LIBRARIES.length());
                    try (var in = jar.getInputStream(entry)) {
                        Files.copy(in, unpacked.resolve("lib").resolve(file));
                    }
                    order.add(file);
                }
            }
        }
        Files.write(unpacked.resolve("libraries"), order);
    }

    private String mainClass() throws IOException {
        try (JarFile jar = new JarFile(executable.toFile())) {
            return jar.getManifest().getMainAttributes().getValue("Start-Class");
        }
    }

    @Override
    public List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(jdk.java().toString());
        command.addAll(
                List.of(
                        "-Drecount.component=" + name,
                        "-Xms64m",
                        "-Xmx" + heapMb + "m",
                        "-XX:+UseSerialGC",
                        // Else metadata and compiled code are looked through in full collections:
                        // two of 60 to 100 ms at the start, and one of 180 to 250 ms under load,
                        // as 15 % of the room for code have been filled.
                        "-XX:MetaspaceSize=160m",
                        "-XX:SweeperThreshold=50",
                        // Netty's other one gives memory back all the time, and on Java 25 that
                        // stops every thread for a moment.
                        "-Dio.netty.allocator.type=pooled",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Duser.timezone=UTC",
                        "-Dspring.threads.virtual.enabled=" + (jdk.feature() >= 21),
                        "-Daxoniq.update-checker.disabled=true",
                        "-Daxon.update-check.disabled=true"));
        if (jdk.feature() >= FIRST_WITH_AUTO_ARCHIVE) {
            command.add("-XX:+AutoCreateSharedArchive");
            command.add("-XX:SharedArchiveFile=" + unpacked.resolve("classes.jsa"));
            command.add("-Xlog:cds=off");
            command.add("-Xlog:cds+dynamic=off");
        }
        command.add(read("main"));
        return command;
    }

    @Override
    public Map<String, String> environment() {
        List<String> classPath = new ArrayList<>();
        classPath.add(unpacked.resolve("service.jar").toString());
        for (String library : read("libraries").lines().toList()) {
            classPath.add(unpacked.resolve("lib").resolve(library).toString());
        }
        Map<String, String> environment = settings.forComponents();
        environment.put("CLASSPATH", String.join(":", classPath));
        return environment;
    }

    private String read(String file) {
        try {
            return Files.readString(unpacked.resolve(file), StandardCharsets.UTF_8).trim();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
