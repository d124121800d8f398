package io.recount.analytics.stream;

import java.io.IOException;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Unconfirmed entries in a checkpoint, by Flink's own serializer of the record. Who changes such a
 * record raises the version and reads the old layout here.
 */
final class EntrySerializer<E> implements SimpleVersionedSerializer<E> {
    private static final int VERSION = 1;
    private static final int INITIAL_BYTES = 512;

    private final TypeSerializer<E> serializer;

    EntrySerializer(Class<E> type) {
        this.serializer = TypeInformation.of(type).createSerializer(new SerializerConfigImpl());
    }

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(E entry) throws IOException {
        var out = new DataOutputSerializer(INITIAL_BYTES);
        serializer.serialize(entry, out);
        return out.getCopyOfBuffer();
    }

    @Override
    public E deserialize(int version, byte[] bytes) throws IOException {
        if (version != VERSION) {
            throw new IOException("Unconfirmed entries of version " + version + " are unknown");
        }
        return serializer.deserialize(new DataInputDeserializer(bytes));
    }
}
