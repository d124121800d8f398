/**
 * What a visitor's browser sends back: sealed tokens, impressions and conversions, and the
 * pseudonyms under which visitors and networks are known.
 */
@NullMarked
package io.recount.command.tracking;

import org.jspecify.annotations.NullMarked;
