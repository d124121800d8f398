package io.recount.ops.traffic.truth;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;

/** Seeds, shapes and kinds of {@code ground-truth.properties}: for tuning, or for evaluation. */
public record Plan(List<Long> seeds, List<SurgeShape> surges, List<BotKind> bots)
        implements Serializable {

    public static Plan evaluation() {
        return read("evaluation");
    }

    public static Plan tuning() {
        return read("tuning");
    }

    private static Plan read(String name) {
        Properties all = new Properties();
        try (InputStream file = Plan.class.getResourceAsStream("/ground-truth.properties")) {
            all.load(Objects.requireNonNull(file, "ground-truth.properties"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Plan(
                values(all, name + ".seeds").map(Long::valueOf).toList(),
                values(all, name + ".surges").map(SurgeShape::valueOf).toList(),
                values(all, name + ".bots").map(BotKind::valueOf).toList());
    }

    private static Stream<String> values(Properties all, String key) {
        return Arrays.stream(all.getProperty(key).split(",")).map(String::strip);
    }
}
