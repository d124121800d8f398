package io.recount.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.audit.PublishedHead;
import io.recount.audit.Verdict;
import io.recount.audit.Verdict.Intact;
import io.recount.ops.parts.LogRows;
import io.recount.ops.parts.Tampers;
import io.recount.ops.parts.Tampers.Kind;
import io.recount.ops.parts.Tampers.Tamper;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TamperIT {
    private static final int TAMPERS = 1_000;
    private static final int APPENDS = 20;
    private static final long SEED = 20_261_123;

    @Test
    void aThousandTampersAreAllFoundAndTheFirstBadPositionIsNamed() throws SQLException {
        try (TestLog log = TestLog.fresh()) {
            // given: a log of 60 events, and its head published after each append but the first
            List<PublishedHead> heads = new ArrayList<>();
            for (int append = 0; append < APPENDS; append++) {
                log.append("advertiser-" + append % 4, 1 + append % 5);
                LogHead.Head head = log.head.read();
                heads.add(PublishedHead.of(head.position(), head.hash(), Instant.EPOCH));
            }
            heads.remove(0);
            assertThat(log.verify(heads)).isEqualTo(new Intact(60, 60));

            // when
            Random random = new Random(SEED);
            Map<Kind, Integer> found = new EnumMap<>(Kind.class);
            try (Connection connection = log.unpooled().getConnection()) {
                connection.setAutoCommit(false);
                for (int i = 0; i < TAMPERS; i++) {
                    Tamper tamper = Tampers.any(connection, random);
                    Verdict verdict = LogRows.verify(connection, heads);
                    connection.rollback();
                    assertThat(tamper.isNamedBy(verdict))
                            .as("tamper %d: %s, but the verdict is %s", i, tamper, verdict)
                            .isTrue();
                    found.merge(tamper.kind(), 1, Integer::sum);
                }
            }

            // then
            assertThat(found.values()).allMatch(count -> count > TAMPERS / 10);
            assertThat(log.verify(heads)).isEqualTo(new Intact(60, 60));
        }
    }
}
