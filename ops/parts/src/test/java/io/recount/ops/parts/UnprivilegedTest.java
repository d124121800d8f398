package io.recount.ops.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UnprivilegedTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @EnumSource(names = {"USER_NAMESPACE", "OTHER_USER"})
    void rootsOtherSelfWritesIntoAFolderThatIsClosedToOthers(Unprivileged way) throws Exception {
        // given
        assumeTrue(Unprivileged.detect() != Unprivileged.NOT_NEEDED, "only for root");
        assumeTrue(run(way.wrap(List.of("true"))) == 0, "forbidden on this machine");
        Path home = Files.createDirectory(folder.resolve("home"));
        Path data = Files.createDirectory(home.resolve("data"));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        way.own(data);

        // when
        Path written = data.resolve("written");
        int exit = run(way.wrap(List.of("sh", "-c", "id -u > " + written)));

        // then
        assertThat(exit).isZero();
        assertThat(Files.readString(written).trim()).isEqualTo("65534");
    }

    @Test
    void whoIsNotRootNeedsNoOtherSelf() {
        assertThat(Unprivileged.NOT_NEEDED.wrap(List.of("postgres", "-D", "data")))
                .containsExactly("postgres", "-D", "data");
    }

    private static int run(List<String> command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
