package io.recount.projections.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisConnectionException;
import io.recount.wire.UnreadableMessageException;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.CannotCreateTransactionException;

class OutageTest {
    @Test
    void whatTheWorldLacksIsAnOutage() {
        assertThat(Outage.is(new DataAccessResourceFailureException("gone"))).isTrue();
        assertThat(Outage.is(new CannotCreateTransactionException("gone"))).isTrue();
        assertThat(Outage.is(new RedisConnectionException("gone"))).isTrue();
        assertThat(Outage.is(new NotReadyException("emptied"))).isTrue();
        assertThat(Outage.is(new IllegalStateException(new RedisConnectionException("gone"))))
                .isTrue();
    }

    @Test
    void whatAnEventHoldsIsNone() {
        assertThat(Outage.is(new UnreadableMessageException("broken"))).isFalse();
        assertThat(Outage.is(new DataIntegrityViolationException("refused"))).isFalse();
        assertThat(Outage.is(new ArithmeticException("too large"))).isFalse();
    }
}
