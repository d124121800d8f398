package io.recount.projections.campaign;

import io.recount.projections.stream.Fold;
import io.recount.projections.stream.Projection;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** {@code read_model.advertisers}, {@code campaigns} and {@code ads}. */
@Component
class CampaignProjection implements Projection {
    private final JdbcTemplate jdbc;
    private final JsonMapper json;

    CampaignProjection(JdbcTemplate jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    @Override
    public String name() {
        return "campaign";
    }

    @Override
    public Set<Class<? extends SpecificRecord>> eventTypes() {
        return CampaignFold.ROUTES.types();
    }

    @Override
    public Fold newFold() {
        return new CampaignFold(
                new AdvertiserTables(jdbc), new CampaignTables(jdbc, json), new AdTables(jdbc));
    }

    /** Guarded rows would outlive a replay with whatever is wrong in them, so they go. */
    @Override
    public void prepareReplay() {
        jdbc.update("DELETE FROM read_model.ads");
        jdbc.update("DELETE FROM read_model.campaigns");
        jdbc.update("DELETE FROM read_model.advertisers");
    }
}
