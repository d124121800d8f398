package io.recount.eventlog;

import io.recount.wire.AvroCodec;
import io.recount.wire.ReleasedSchemas;
import org.apache.avro.specific.SpecificRecord;
import org.axonframework.messaging.MetaData;
import org.axonframework.serialization.Converter;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;
import org.axonframework.serialization.SimpleSerializedType;
import org.axonframework.serialization.UnknownSerializedType;
import org.jspecify.annotations.Nullable;

/**
 * Event payloads by {@link AvroCodec}, metadata by the general serializer. A payload that is not
 * one of our Avro records is refused: an event that only some class's JSON explains could not be
 * read on Kafka, nor years later.
 */
final class AvroEventSerializer implements Serializer {
    private final Serializer general;

    AvroEventSerializer(Serializer general) {
        this.general = general;
        ReleasedSchemas
                .all(); // Reads them now rather than with the first event, and has Avro trust us.
    }

    @Override
    public <T> SerializedObject<T> serialize(
            @Nullable Object object, Class<T> expectedRepresentation) {
        if (object == null || object instanceof MetaData) {
            return general.serialize(object, expectedRepresentation);
        }
        if (!(object instanceof SpecificRecord event)) {
            throw new IllegalArgumentException(
                    "An event must be a record of recount.avdl, not " + object.getClass());
        }
        byte[] bytes = AvroCodec.encode(event);
        return new SimpleSerializedObject<>(
                getConverter().convert(bytes, expectedRepresentation),
                expectedRepresentation,
                typeForClass(event.getClass()));
    }

    @Override
    public <T> boolean canSerializeTo(Class<T> expectedRepresentation) {
        return getConverter().canConvert(byte[].class, expectedRepresentation);
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // As Axon declares it.
    public <S, T> @Nullable T deserialize(SerializedObject<S> serialized) {
        if (SerializedType.isEmptyType(serialized.getType())) {
            return null;
        }
        if (!isEvent(serialized.getType())) {
            return general.deserialize(serialized);
        }
        byte[] bytes = getConverter().convert(serialized, byte[].class).getData();
        return (T) AvroCodec.decode(bytes);
    }

    @Override
    public Class<?> classForType(SerializedType type) {
        if (!isEvent(type)) {
            return general.classForType(type);
        }
        try {
            return Class.forName(type.getName());
        } catch (ClassNotFoundException e) {
            return UnknownSerializedType.class;
        }
    }

    @Override
    @SuppressWarnings("rawtypes") // As Axon declares it.
    public SerializedType typeForClass(@Nullable Class type) {
        return type != null && SpecificRecord.class.isAssignableFrom(type)
                ? new SimpleSerializedType(type.getName(), null)
                : general.typeForClass(type);
    }

    @Override
    public Converter getConverter() {
        return general.getConverter();
    }

    private static boolean isEvent(SerializedType type) {
        return type.getName().startsWith("io.recount.event.");
    }
}
