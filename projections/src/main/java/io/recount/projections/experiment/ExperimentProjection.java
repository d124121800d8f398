package io.recount.projections.experiment;

import io.recount.projections.stream.Fold;
import io.recount.projections.stream.Projection;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** {@code read_model.price_experiments}, {@code price_arms} and {@code price_arm_clicks}. */
@Component
class ExperimentProjection implements Projection {
    private final JdbcTemplate jdbc;

    ExperimentProjection(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String name() {
        return "experiment";
    }

    @Override
    public Set<Class<? extends SpecificRecord>> eventTypes() {
        return ExperimentFold.ROUTES.types();
    }

    @Override
    public Fold newFold() {
        return new ExperimentFold(jdbc);
    }

    @Override
    public void prepareReplay() {
        jdbc.update("DELETE FROM read_model.price_arm_clicks");
        jdbc.update("DELETE FROM read_model.price_arms");
        jdbc.update("DELETE FROM read_model.price_experiments");
    }
}
