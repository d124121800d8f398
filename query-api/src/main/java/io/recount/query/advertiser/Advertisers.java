package io.recount.query.advertiser;

import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.repository.Repository;

/** Reads {@link Advertiser} rows. */
public interface Advertisers extends Repository<Advertiser, String> {
    Optional<Advertiser> findById(String advertiserId);

    List<Advertiser> findByAdvertiserIdIn(Iterable<String> advertiserIds);

    List<Advertiser> findByAdvertiserIdGreaterThanOrderByAdvertiserId(String after, Limit limit);
}
