package io.recount.ops.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a component has written. */
@Command(name = "logs", description = "Shows the log of a component.")
final class LogsCommand implements Callable<Integer> {
    private static final int LINES = 100;

    @Option(names = "-f", description = "Goes on showing what is added.")
    private boolean follow;

    @Parameters(paramLabel = "NAME", description = "A component, as in status.")
    private String name = "";

    @Override
    public Integer call() throws IOException {
        if (!Stack.NAMES.contains(name)) {
            throw new Refusal("no component " + name + "; there are " + Stack.NAMES);
        }
        Path log = Settings.ofThisMachine().log(name);
        if (!Files.exists(log)) {
            throw new Refusal("no log yet at " + log);
        }
        System.out.println(LogFile.tail(log, LINES));
        if (follow) {
            follow(log);
        }
        return 0;
    }

    private static void follow(Path log) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long shown = file.length();
            byte[] buffer = new byte[8192];
            while (true) {
                // A rotated log is cut in place and begins anew.
                shown = file.length() < shown ? 0 : shown;
                file.seek(shown);
                int read = file.read(buffer);
                if (read > 0) {
                    System.out.write(buffer, 0, read);
                    System.out.flush();
                    shown += read;
                } else {
                    Pause.ms(200);
                }
            }
        }
    }
}
