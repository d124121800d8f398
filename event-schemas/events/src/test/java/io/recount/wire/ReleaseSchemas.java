package io.recount.wire;

import io.recount.event.RecountEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.apache.avro.Protocol;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificRecord;

/**
 * Writes a new {@code NAME.vN.avsc} for each record of the IDL whose schema was not released yet,
 * and its golden file. Run it after a change of the IDL (CONTRIBUTING.md); it never touches a
 * released file.
 */
public final class ReleaseSchemas {
    static final Path SCHEMAS = Path.of("src/main/resources/schemas");
    static final Path GOLDEN = Path.of("src/test/resources/golden");

    private ReleaseSchemas() {}

    public static void main(String[] args) throws IOException {
        ReleasedSchemas.all(); // Makes Avro trust our classes.
        Files.createDirectories(SCHEMAS);
        Files.createDirectories(GOLDEN);
        for (Schema schema : records()) {
            release(schema);
        }
        writeIndex();
    }

    /** The records of the IDL, as today's classes have them. */
    static List<Schema> records() {
        Protocol protocol = RecountEvents.PROTOCOL;
        return protocol.getTypes().stream()
                .filter(type -> type.getType() == Schema.Type.RECORD)
                .toList();
    }

    private static void release(Schema schema) throws IOException {
        int version = 1;
        for (Path file = file(schema, version); Files.exists(file); file = file(schema, version)) {
            Schema released = new Schema.Parser().parse(Files.readString(file));
            if (fingerprint(released) == fingerprint(schema)) {
                return;
            }
            version++;
        }
        Files.writeString(
                file(schema, version), SchemaFormatter.format("json/pretty", schema) + "\n");
        SpecificRecord sample = Samples.of(schema);
        Files.write(golden(schema.getName(), version, "bin"), AvroCodec.encode(sample));
        Files.writeString(golden(schema.getName(), version, "json"), sample + "\n");
        System.out.println("released " + schema.getName() + " v" + version);
    }

    static Path golden(String name, int version, String ending) {
        return GOLDEN.resolve(name + ".v" + version + "." + ending);
    }

    private static Path file(Schema schema, int version) {
        return SCHEMAS.resolve(schema.getName() + ".v" + version + ".avsc");
    }

    private static long fingerprint(Schema schema) {
        return SchemaNormalization.parsingFingerprint64(schema);
    }

    private static void writeIndex() throws IOException {
        TreeSet<String> names = new TreeSet<>();
        try (var files = Files.list(SCHEMAS)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".avsc"))
                    .forEach(names::add);
        }
        Files.writeString(SCHEMAS.resolve("index.txt"), String.join("\n", names) + "\n");
    }
}
