package io.recount.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.junit.jupiter.api.Test;

class SettingsTest {
    @Test
    void theEnvironmentDecidesAndHasDefaults() {
        // when
        Settings settings =
                Settings.of(Map.of("RECOUNT_FLINK_PORT", "9999", "RECOUNT_DATA", "/data"));
        // then
        assertThat(settings.webPort()).isEqualTo(9_999);
        assertThat(settings.dataFolder()).isEqualTo(Path.of("/data"));
        assertThat(settings.kafka()).isEqualTo("127.0.0.1:19092");
        assertThat(settings.checkpointEvery()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.anomalyActs()).isFalse();
    }

    @Test
    void aWrongNumberIsSaidByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.of(Map.of("RECOUNT_FLINK_PORT", "0")))
                .withMessage("RECOUNT_FLINK_PORT must be a positive number: 0");
    }

    @Test
    void aClustersConfigurationStandsAboveTheJobsDefaults() {
        // given
        Configuration given =
                new Configuration()
                        .set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMinutes(1));
        // when
        Configuration defaults = AnalyticsJob.defaultsUnder(given, Settings.of(Map.of()));
        // then
        assertThat(defaults.contains(CheckpointingOptions.CHECKPOINTING_INTERVAL)).isFalse();
        assertThat(defaults.get(PipelineOptions.GENERIC_TYPES)).isFalse();
    }
}
