package io.recount.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.recount.audit.PublishedHead;
import io.recount.audit.PublishedHeads;
import io.recount.audit.Verdict.Intact;
import io.recount.eventlog.LogHead;
import io.recount.eventlog.LogHead.Head;
import io.recount.ops.parts.LogRows;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

class HeadsIT extends OnSharedParts {
    @Autowired LogHead log;

    @Value("${recount.heads.folder}")
    Path folder;

    @Test
    void theHeadOfTheLogIsPublishedAndVouchesForEverythingBeforeIt() throws SQLException {
        // given
        registered();
        Head head = log.read();

        // when
        PublishedHead published =
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> find(head), found -> !found.isEmpty())
                        .get(0);

        // then
        try (Connection connection = dataSource.getConnection()) {
            assertThat(LogRows.verify(connection, List.of(published)))
                    .isEqualTo(new Intact(head.position(), head.position()));
        }
    }

    /** Other logs' heads are in the folder too: each test class has a database of its own. */
    private List<PublishedHead> find(Head head) throws IOException {
        PublishedHead wanted = PublishedHead.of(head.position(), head.hash(), Instant.EPOCH);
        return PublishedHeads.read(folder).stream()
                .filter(one -> one.position() == wanted.position())
                .filter(one -> one.hash().equals(wanted.hash()))
                .toList();
    }
}
