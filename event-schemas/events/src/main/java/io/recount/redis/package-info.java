/** The names of Recount's Redis keys and the one script that writes versioned records. */
@NullMarked
package io.recount.redis;

import org.jspecify.annotations.NullMarked;
