package io.recount.audit;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The folder of published heads: {@code heads-2026-11-23.jsonl} for each day, in UTC. */
public final class PublishedHeads {
    private PublishedHeads() {}

    public static String fileName(LocalDate day) {
        return "heads-" + day + ".jsonl";
    }

    /** The folder's files, oldest first; none when there is no such folder. */
    public static List<Path> files(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> found =
                    Files.newDirectoryStream(folder, "heads-????-??-??.jsonl")) {
                found.forEach(files::add);
            }
        }
        Collections.sort(files);
        return files;
    }

    /**
     * Every head of the folder. A line that was never finished, because its writer was killed, says
     * nothing and is left out.
     */
    public static List<PublishedHead> read(Path folder) throws IOException {
        List<PublishedHead> heads = new ArrayList<>();
        for (Path file : files(folder)) {
            for (String line : Files.readAllLines(file)) {
                if (line.endsWith("}")) {
                    heads.add(PublishedHead.parse(line));
                }
            }
        }
        return heads;
    }
}
