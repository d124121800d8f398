/** The stream's final minutes folded into the advertiser's day, in the advertiser's zone. */
@NullMarked
package io.recount.worker.daily;

import org.jspecify.annotations.NullMarked;
