package io.recount.wire;

import io.recount.event.Heartbeat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.avro.util.ClassSecurityValidator;
import org.jspecify.annotations.Nullable;

/**
 * Every version of every record that was ever released, read from {@code schemas/} on the class
 * path: {@code index.txt} names the files, {@code NAME.vN.avsc} is version N of a record. A
 * released file is never changed; a new version is a new file (CONTRIBUTING.md says how it is
 * made).
 */
public final class ReleasedSchemas {
    static {
        // Avro only makes instances of classes that it was told to trust.
        var trusted = ClassSecurityValidator.getGlobal();
        ClassSecurityValidator.setGlobal(
                ClassSecurityValidator.composite(
                        trusted,
                        type -> type.getPackageName().equals(Heartbeat.class.getPackageName())));
    }

    private static final List<Released> ALL = load();
    private static final Map<Long, Schema> BY_FINGERPRINT =
            ALL.stream()
                    .map(Released::schema)
                    .collect(
                            Collectors.toUnmodifiableMap(
                                    SchemaNormalization::parsingFingerprint64,
                                    Function.identity()));
    private static final SchemaStore STORE = ReleasedSchemas::byFingerprint;

    private ReleasedSchemas() {}

    /** One released version of one record; versions of a record count from 1. */
    public record Released(String name, int version, Schema schema) {}

    /** All of them, by name and version. */
    public static List<Released> all() {
        return ALL;
    }

    static SchemaStore store() {
        return STORE;
    }

    static Schema byFingerprint(long fingerprint) {
        @Nullable Schema schema = BY_FINGERPRINT.get(fingerprint);
        if (schema == null) {
            throw new UnreadableMessageException(
                    "Unknown schema %016x: never released, or by a newer release"
                            .formatted(fingerprint));
        }
        return schema;
    }

    /** An empty record of today's class for that name. */
    static SpecificRecordBase currentRecord(Schema written) {
        @Nullable Class<?> type = SpecificData.get().getClass(written);
        if (type == null) {
            throw new UnreadableMessageException(written.getFullName() + " has no class any more");
        }
        return (SpecificRecordBase) SpecificData.newInstance(type, written);
    }

    private static List<Released> load() {
        return text("schemas/index.txt")
                .lines()
                .filter(line -> !line.isBlank())
                .map(ReleasedSchemas::released)
                .toList();
    }

    private static Released released(String fileName) {
        String[] parts = fileName.split("\\.v|\\.avsc", 3);
        Schema schema = new Schema.Parser().parse(text("schemas/" + fileName));
        return new Released(parts[0], Integer.parseInt(parts[1]), schema);
    }

    private static String text(String path) {
        try (InputStream in = ReleasedSchemas.class.getResourceAsStream("/" + path)) {
            if (in == null) {
                throw new IllegalStateException("Missing on the class path: " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
