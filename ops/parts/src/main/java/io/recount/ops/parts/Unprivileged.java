package io.recount.ops.parts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * How a server that refuses to run as root is run by root: in a user namespace of its own (files
 * stay root's), or, where those are forbidden, as user 65534 who then owns the files. That user
 * keeps the right to pass through folders: root's home, where a checkout and the binaries may lie,
 * is closed to others.
 */
public enum Unprivileged {
    NOT_NEEDED(""),
    USER_NAMESPACE("unshare -U"),
    OTHER_USER(
            "setpriv --reuid=65534 --regid=65534 --clear-groups"
                    + " --inh-caps=+dac_override --ambient-caps=+dac_override"),
    IMPOSSIBLE("");

    private static final int NOBODY = 65534;

    private final String prefix;

    Unprivileged(String prefix) {
        this.prefix = prefix;
    }

    /** Tries the ways in order, on this machine, now. */
    public static Unprivileged detect() {
        if (!isRoot()) {
            return NOT_NEEDED;
        }
        for (Unprivileged way : List.of(USER_NAMESPACE, OTHER_USER)) {
            if (succeeds(way.wrap(List.of("true")))) {
                return way;
            }
        }
        return IMPOSSIBLE;
    }

    List<String> wrap(List<String> command) {
        if (this == IMPOSSIBLE) {
            throw new PartException(
                    "PostgreSQL does not run as root, and neither 'unshare -U' nor 'setpriv' works"
                            + " here: run as another user, or set RECOUNT_POSTGRES_URL");
        }
        List<String> wrapped = new ArrayList<>();
        if (!prefix.isEmpty()) {
            wrapped.addAll(List.of(prefix.split(" ", -1)));
        }
        wrapped.addAll(command);
        return wrapped;
    }

    /** Hands the files over where another user must own them. */
    void own(Path root) throws IOException {
        if (this != OTHER_USER) {
            return;
        }
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.setAttribute(
                        file, "unix:uid", NOBODY, java.nio.file.LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(
                        file, "unix:gid", NOBODY, java.nio.file.LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    private static boolean isRoot() {
        try {
            return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
        } catch (IOException | UnsupportedOperationException e) {
            return "root".equals(System.getProperty("user.name"));
        }
    }

    private static boolean succeeds(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
