package io.recount.query.dashboard;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * What a viewer looks at. Viewers with equal views share one drawing.
 *
 * @param advertiserId whose campaigns; null for all
 * @param zone in which instants are shown
 * @param page of the campaigns table, from 1
 */
public record View(@Nullable String advertiserId, ZoneId zone, int page) {}
