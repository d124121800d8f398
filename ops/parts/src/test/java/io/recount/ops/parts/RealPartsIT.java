package io.recount.ops.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.recount.wire.Topic;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealPartsIT {
    @Test
    void postgresKeepsItsDataThroughACrash() throws SQLException {
        // given
        Postgres postgres = RealParts.postgres();
        String url = postgres.newDatabase();
        execute(url, "CREATE TABLE kept (n int)");
        execute(url, "INSERT INTO kept VALUES (7)");

        // when
        postgres.stopNow();
        assertThat(postgres.isReady()).isFalse();
        postgres.start();

        // then
        assertThat(number(url, "SELECT n FROM kept")).isEqualTo(7);
    }

    @Test
    void givesEachTestAnEmptyDatabase() throws SQLException {
        // given
        String one = RealParts.postgres().newDatabase();
        execute(one, "CREATE TABLE there (n int)");

        // when
        String other = RealParts.postgres().newDatabase();

        // then
        assertThat(number(other, "SELECT count(*) FROM pg_tables WHERE tablename = 'there'"))
                .isZero();
    }

    @Test
    void stopsAServerThatAnEarlierRunLeftOnTheSameData(@TempDir Path folder) {
        // given
        int port = Ports.free();
        Redis left = new Redis(folder.resolve("data"), folder.resolve("log"), port);
        left.start();

        // when
        Redis next = new Redis(folder.resolve("data"), folder.resolve("log"), port);
        next.start();

        // then
        assertThat(left.isRunning()).isFalse();
        assertThat(next.isReady()).isTrue();
        next.stop();
    }

    @Test
    void saysWhyAPartCannotStart(@TempDir Path folder) {
        // given
        int taken = RealParts.redis().port();
        Redis second = new Redis(folder.resolve("data"), folder.resolve("log"), taken);

        // when / then
        assertThatThrownBy(second::start)
                .isInstanceOf(PartException.class)
                .hasMessageContaining("port " + taken + ", which is in use");
    }

    @Test
    void kafkaHasTheDeclaredTopicsAndComesBackAfterACrash() throws Exception {
        // given
        Kafka kafka = RealParts.kafka();

        // when
        kafka.stopNow();
        kafka.start();

        // then
        Topics.ensure(kafka.bootstrapServers());
        try (Admin admin = Topics.admin(kafka.bootstrapServers())) {
            assertThat(admin.listTopics().names().get())
                    .contains("ad-events", "performance-metrics", "budget-management")
                    .contains("quality-score-updates");
        }
    }

    @Test
    void namesWhatDiffersFromTheDeclaration() throws Exception {
        // given
        String broker = RealParts.kafka().bootstrapServers();
        setRetention(broker, "60000");

        // when / then
        assertThatThrownBy(() -> Topics.ensure(broker))
                .isInstanceOf(PartException.class)
                .hasMessageContaining(
                        "quality-score-updates has retention.ms 60000, declared is 1209600000");
        setRetention(broker, Topic.QUALITY_SCORE_UPDATES.config().get("retention.ms"));
        Topics.ensure(broker);
    }

    private static void setRetention(String broker, String retentionMs) throws Exception {
        ConfigResource topic =
                new ConfigResource(ConfigResource.Type.TOPIC, "quality-score-updates");
        AlterConfigOp set =
                new AlterConfigOp(
                        new ConfigEntry("retention.ms", retentionMs), AlterConfigOp.OpType.SET);
        try (Admin admin = Topics.admin(broker)) {
            admin.incrementalAlterConfigs(Map.of(topic, List.of(set))).all().get();
        }
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long number(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
