package io.recount.query.audit;

import io.recount.query.Parameters;
import io.recount.query.TimeRange;
import io.recount.wire.ReleasedSchemas;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which events are asked for; null lets all through.
 *
 * @param advertiserId only events of this advertiser and of its campaigns
 * @param type the record's name
 * @param fromPosition the first position, inclusive
 */
record EventFilter(
        @Nullable String advertiserId,
        @Nullable String aggregateId,
        @Nullable String type,
        TimeRange range,
        long fromPosition) {
    private static final Set<String> TYPES =
            ReleasedSchemas.all().stream()
                    .map(ReleasedSchemas.Released::name)
                    .collect(Collectors.toCollection(TreeSet::new));

    EventFilter {
        if (type != null && !TYPES.contains(type)) {
            throw Parameters.invalid(
                    "type", "No event type '" + type + "'; known are " + String.join(", ", TYPES));
        }
        if (fromPosition < 0) {
            throw Parameters.invalid("fromPosition", "fromPosition is a whole number from 0");
        }
    }

    /** The advertiser's id with which every aggregate's id begins. */
    static String advertiserOf(String aggregateId) {
        int dash = aggregateId.indexOf('-');
        return dash < 0 ? aggregateId : aggregateId.substring(0, dash);
    }
}
