package io.recount.query.campaign;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** Reads {@link Campaign} rows. */
interface Campaigns extends Repository<Campaign, String> {
    Optional<Campaign> findById(String campaignId);

    /** By id, those after {@code after}; a null filter lets all through. */
    @Query(
            """
            SELECT c FROM Campaign c
            WHERE c.campaignId > :after
              AND (:advertiserId IS NULL OR c.advertiserId = :advertiserId)
              AND (:status IS NULL OR c.status = :status)
            ORDER BY c.campaignId""")
    List<Campaign> page(
            String after, @Nullable String advertiserId, @Nullable String status, Limit limit);
}
