/** Quality scores: every one is kept, and the newest of each ad is set in its campaign. */
@NullMarked
package io.recount.worker.quality;

import org.jspecify.annotations.NullMarked;
