/** Each advertiser's days as they were settled, by campaign and ad. */
@NullMarked
package io.recount.query.settlement;

import org.jspecify.annotations.NullMarked;
