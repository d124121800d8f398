package io.recount.wire;

import static org.apache.avro.SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE;
import static org.apache.avro.SchemaCompatibility.checkReaderWriterCompatibility;
import static org.assertj.core.api.Assertions.assertThat;

import io.recount.wire.ReleasedSchemas.Released;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReleasedSchemasTest {
    static List<Schema> records() {
        return ReleaseSchemas.records();
    }

    static List<Released> released() {
        return ReleasedSchemas.all();
    }

    @ParameterizedTest
    @MethodSource("records")
    void theIdlIsReleased(Schema current) {
        // A change of the IDL fails here until ReleaseSchemas has written its new version.
        assertThat(released())
                .filteredOn(r -> r.name().equals(current.getName()))
                .extracting(r -> SchemaNormalization.parsingFingerprint64(r.schema()))
                .last()
                .isEqualTo(SchemaNormalization.parsingFingerprint64(current));
    }

    @ParameterizedTest
    @MethodSource("released")
    void everyVersionReadsEveryOther(Released version) {
        for (Released other : released()) {
            if (other.name().equals(version.name())) {
                var result = checkReaderWriterCompatibility(version.schema(), other.schema());
                assertThat(result.getType()).as(result.getDescription()).isEqualTo(COMPATIBLE);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("released")
    void goldenFilesDecode(Released version) throws IOException {
        byte[] bytes =
                Files.readAllBytes(ReleaseSchemas.golden(version.name(), version.version(), "bin"));
        String json =
                Files.readString(ReleaseSchemas.golden(version.name(), version.version(), "json"));

        var decoded = AvroCodec.decode(bytes);

        assertThat(decoded.getSchema().getName()).isEqualTo(version.name());
        if (isNewest(version)) {
            assertThat(decoded).hasToString(json.strip());
        }
    }

    @Test
    void theIndexNamesEveryReleasedFile() throws IOException {
        try (var files = Files.list(ReleaseSchemas.SCHEMAS)) {
            assertThat(files.filter(f -> f.toString().endsWith(".avsc")).count())
                    .isEqualTo(released().size());
        }
    }

    private static boolean isNewest(Released version) {
        return released().stream()
                .noneMatch(r -> r.name().equals(version.name()) && r.version() > version.version());
    }
}
