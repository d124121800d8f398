/**
 * The event log's hash chain and its verifier, pure: whoever has the rows and the published heads
 * can verify the log with this package and the JDK alone.
 */
@NullMarked
package io.recount.audit;

import org.jspecify.annotations.NullMarked;
