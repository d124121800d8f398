package io.recount.query.campaign;

import java.util.Collection;
import java.util.List;
import org.springframework.data.repository.Repository;

/** Reads {@link Spend} rows. */
interface Spends extends Repository<Spend, Spend.Day> {
    List<Spend> findByDayIn(Collection<Spend.Day> days);
}
