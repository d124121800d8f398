package io.recount.wire;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * A record of any schema with a different, fixed value in each field, every optional one present.
 */
final class Samples {
    private Samples() {}

    static SpecificRecord of(Schema schema) {
        return (SpecificRecord) value(schema, schema.getName(), 1);
    }

    private static Object value(Schema schema, String name, int ordinal) {
        return switch (schema.getType()) {
            case RECORD -> record(schema);
            case UNION -> value(nonNull(schema), name, ordinal);
            case ARRAY -> List.of(value(schema.getElementType(), name, ordinal));
            case ENUM -> enumConstant(schema);
            case STRING -> name + "-" + ordinal + "-한국어";
            case INT -> ordinal;
            case LONG ->
                    schema.getLogicalType() == null
                            ? (Object) (1_000_000L * ordinal)
                            : Instant.parse("2026-11-18T05:32:08.123Z").plusSeconds(ordinal);
            case BOOLEAN -> true;
            default -> throw new IllegalArgumentException("No sample for " + schema.getType());
        };
    }

    private static SpecificRecord record(Schema schema) {
        var type = SpecificData.get().getClass(schema);
        var sample = (SpecificRecord) SpecificData.newInstance(type, schema);
        Map<Integer, Object> values = new LinkedHashMap<>();
        for (Schema.Field field : schema.getFields()) {
            values.put(field.pos(), value(field.schema(), field.name(), field.pos() + 1));
        }
        values.forEach(sample::put);
        return sample;
    }

    private static Schema nonNull(Schema union) {
        return union.getTypes().stream()
                .filter(type -> type.getType() != Schema.Type.NULL)
                .findFirst()
                .orElseThrow();
    }

    private static Object enumConstant(Schema schema) {
        return SpecificData.get().createEnum(schema.getEnumSymbols().get(0), schema);
    }
}
