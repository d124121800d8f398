package io.recount.ops.drill.invariant;

import io.recount.event.AdvertiserChanged;
import io.recount.event.CampaignBudgetSet;
import io.recount.event.CampaignLineClosed;
import io.recount.event.CampaignLineOpened;
import io.recount.event.ClickCharged;
import io.recount.event.ClickCredited;
import io.recount.event.ClickNotCharged;
import io.recount.event.FundsDeposited;
import io.recount.event.FundsRefunded;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Which events of the log are a budget's, the first of each advertiser aside. */
final class BudgetEvents {
    private static final Set<Class<?>> TYPES =
            Set.of(
                    AdvertiserChanged.class,
                    CampaignBudgetSet.class,
                    CampaignLineOpened.class,
                    CampaignLineClosed.class,
                    ClickCharged.class,
                    ClickNotCharged.class,
                    ClickCredited.class,
                    FundsDeposited.class,
                    FundsRefunded.class);

    private BudgetEvents() {}

    /** The advertiser whose budget the event changes; null for an event of another aggregate. */
    static @Nullable String advertiserOf(SpecificRecord event) {
        return TYPES.contains(event.getClass())
                ? (String) event.get(event.getSchema().getField("advertiserId").pos())
                : null;
    }
}
