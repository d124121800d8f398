/**
 * Visitors and advertisers that do not exist, and what they would do: searches by a Zipf law,
 * impressions, clicks after a while, conversions. The same seed gives the same sequence.
 */
@NullMarked
package io.recount.ops.traffic;

import org.jspecify.annotations.NullMarked;
