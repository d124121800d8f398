/**
 * What happens after an ad was chosen: sealed tokens, impressions, clicks and conversions. A
 * visitor appears here as a pseudonym only, and a token is its bearer's permission.
 */
@NullMarked
package io.recount.command.tracking;

import org.jspecify.annotations.NullMarked;
