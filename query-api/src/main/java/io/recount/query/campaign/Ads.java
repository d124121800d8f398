package io.recount.query.campaign;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.data.repository.Repository;

/** Reads {@link Ad} rows. */
interface Ads extends Repository<Ad, String> {
    Optional<Ad> findById(String adId);

    List<Ad> findByCampaignIdInOrderByAdId(Collection<String> campaignIds);
}
