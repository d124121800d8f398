package io.recount.query.campaign;

import java.time.Instant;
import java.util.Collection;
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
              AND (:stage IS NULL OR c.status = :stage)
            ORDER BY c.campaignId""")
    List<Campaign> page(
            String after, @Nullable String advertiserId, @Nullable String stage, Limit limit);

    /**
     * As {@link #page}, of those that are paused, or of those that serve.
     *
     * @param usedUp the ids of those whose day is used up, of {@link #withPausedDay}
     */
    @Query(
            """
            SELECT c FROM Campaign c
            WHERE c.campaignId > :after
              AND (:advertiserId IS NULL OR c.advertiserId = :advertiserId)
              AND c.status = 'ACTIVE'
              AND CASE WHEN c.userPaused = true OR c.onHold = true OR c.campaignId IN :usedUp
                       THEN true ELSE false END = :paused
            ORDER BY c.campaignId""")
    List<Campaign> page(
            String after,
            @Nullable String advertiserId,
            boolean paused,
            Collection<String> usedUp,
            Limit limit);

    /** Those that run and whose day may still be the one that was used up. */
    @Query(
            """
            SELECT c FROM Campaign c
            WHERE (:advertiserId IS NULL OR c.advertiserId = :advertiserId)
              AND c.status = 'ACTIVE' AND c.pausedDay > :since""")
    List<Campaign> withPausedDay(@Nullable String advertiserId, Instant since);
}
