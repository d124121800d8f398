package io.recount.projections.spend;

import io.recount.projections.stream.Fold;
import io.recount.projections.stream.Projection;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** {@code read_model.spend} and {@code ledger_lines}. */
@Component
class SpendProjection implements Projection {
    private final JdbcTemplate jdbc;

    SpendProjection(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String name() {
        return "spend";
    }

    @Override
    public Set<Class<? extends SpecificRecord>> eventTypes() {
        return SpendFold.ROUTES.types();
    }

    @Override
    public Fold newFold() {
        return new SpendFold(jdbc);
    }

    /** Guarded rows would outlive a replay with whatever is wrong in them, so they go. */
    @Override
    public void prepareReplay() {
        jdbc.update("DELETE FROM read_model.spend");
        jdbc.update("DELETE FROM read_model.ledger_lines");
    }
}
