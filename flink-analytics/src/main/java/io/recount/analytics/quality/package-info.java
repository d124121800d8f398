/**
 * Quality scores of ads: how often an ad is clicked where it is seen first, estimated from what it
 * did and from what ads of its group do.
 */
@NullMarked
package io.recount.analytics.quality;

import org.jspecify.annotations.NullMarked;
