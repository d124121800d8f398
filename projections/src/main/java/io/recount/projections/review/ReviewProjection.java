package io.recount.projections.review;

import io.recount.projections.stream.Fold;
import io.recount.projections.stream.Projection;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** {@code read_model.alert_verdicts} and {@code credit_proposals}. */
@Component
class ReviewProjection implements Projection {
    private final JdbcTemplate jdbc;

    ReviewProjection(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String name() {
        return "review";
    }

    @Override
    public Set<Class<? extends SpecificRecord>> eventTypes() {
        return ReviewFold.ROUTES.types();
    }

    @Override
    public Fold newFold() {
        return new ReviewFold(jdbc);
    }

    @Override
    public void prepareReplay() {
        jdbc.update("DELETE FROM read_model.alert_verdicts");
        jdbc.update("DELETE FROM read_model.credit_proposals");
    }
}
