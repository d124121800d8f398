package io.recount.ops.parts;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Servers that come inside jars, unpacked once per user and version. The folder appears whole or
 * not at all: it is unpacked beside its place and then moved there, so several JVMs may race.
 */
final class Binaries {
    private Binaries() {}

    /** Unpacks a {@code .txz} resource; returns the folder. */
    static Path archive(String resource, String folder) {
        return once(folder, (in, target) -> untar(in, target), resource);
    }

    /** Copies one executable; returns the file. */
    static Path executable(String resource, String folder) {
        Path unpacked =
                once(
                        folder,
                        (in, target) -> {
                            Path file = target.resolve("server");
                            Files.copy(in, file);
                            makeExecutable(file);
                        },
                        resource);
        return unpacked.resolve("server");
    }

    static String architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    }

    private interface Unpack {
        void into(InputStream in, Path target) throws IOException;
    }

    private static Path once(String folder, Unpack unpack, String resource) {
        try {
            Path target = cache().resolve(folder);
            if (Files.isDirectory(target)) {
                return target;
            }
            Files.createDirectories(target.getParent());
            Path fresh = Files.createTempDirectory(target.getParent(), folder + ".");
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
            try (InputStream in = open(resource)) {
                unpack.into(in, fresh);
            }
            moveUnlessThere(fresh, target);
            return target;
        } catch (IOException e) {
            throw new PartException("Cannot unpack " + resource + ": " + e.getMessage(), e);
        }
    }

    private static void moveUnlessThere(Path fresh, Path target) throws IOException {
        try {
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | java.nio.file.DirectoryNotEmptyException e) {
            deleteTree(fresh);
        } catch (IOException e) {
            deleteTree(fresh);
            if (!Files.isDirectory(target)) {
                throw e;
            }
        }
    }

    static void deleteTree(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    (Iterable<Path>) files.sorted(java.util.Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            // What is left lies in a folder for temporary files.
        }
    }

    private static InputStream open(String resource) throws IOException {
        InputStream in = Binaries.class.getClassLoader().getResourceAsStream(resource);
        if (in == null) {
            throw new IOException("it is not on the class path");
        }
        return new BufferedInputStream(in);
    }

    /** Root's home is closed to the user that PostgreSQL may have to run as. */
    private static Path cache() {
        if (Unprivileged.detect() == Unprivileged.OTHER_USER) {
            return Path.of("/var/tmp/recount-parts-root");
        }
        return Path.of(System.getProperty("user.home"), ".cache", "recount");
    }

    private static void untar(InputStream compressed, Path target) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(compressed))) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                Path file = target.resolve(entry.getName()).normalize();
                if (!file.startsWith(target)) {
                    throw new IOException("entry outside of the archive: " + entry.getName());
                }
                unpackEntry(tar, entry, file);
            }
        }
    }

    private static void unpackEntry(TarArchiveInputStream tar, TarArchiveEntry entry, Path file)
            throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, file);
            if ((entry.getMode() & 0100) != 0) {
                makeExecutable(file);
            }
        }
    }

    private static void makeExecutable(Path file) throws IOException {
        Set<PosixFilePermission> permissions =
                EnumSet.copyOf(PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(file, permissions);
    }
}
