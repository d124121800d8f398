/**
 * Traffic of which it is known what it is: bots of several kinds and surges of several shapes among
 * visitors, the same ones for the same seed. Labels stay here, beside the events and never in them.
 */
@NullMarked
package io.recount.ops.traffic.truth;

import org.jspecify.annotations.NullMarked;
