package io.recount.analytics.attribution;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoGenericTypesTest {
    private static final SerializerConfigImpl STRICT =
            new SerializerConfigImpl(
                    Configuration.fromMap(Map.of(PipelineOptions.GENERIC_TYPES.key(), "false")));

    @ParameterizedTest
    @ValueSource(
            classes = {
                Click.class,
                Touch.class,
                Attributed.class,
                Gate.OpenClick.class,
                LastClick.Told.class
            })
    void everyRecordAndStateHasASerializerOfItsOwn(Class<?> type) {
        assertThatCode(() -> TypeInformation.of(type).createSerializer(STRICT))
                .doesNotThrowAnyException();
    }
}
