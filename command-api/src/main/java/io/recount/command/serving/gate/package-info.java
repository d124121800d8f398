/**
 * Whether a campaign can still pay for another click: what is spent, mirrored from Redis by push,
 * and what is in flight, served and not yet clicked. Nothing here charges anything.
 */
@NullMarked
package io.recount.command.serving.gate;

import org.jspecify.annotations.NullMarked;
