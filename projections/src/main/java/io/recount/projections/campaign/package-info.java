/** Advertisers, campaigns and ads as tables: what they are, their limits, and the money left. */
@NullMarked
package io.recount.projections.campaign;

import org.jspecify.annotations.NullMarked;
