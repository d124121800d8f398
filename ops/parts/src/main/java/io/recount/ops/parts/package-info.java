/**
 * Real PostgreSQL, Redis and Kafka as child processes with a data folder, a port and a log file
 * each. The local stack supervises them; tests take them from {@link
 * io.recount.ops.parts.RealParts}.
 */
@NullMarked
package io.recount.ops.parts;

import org.jspecify.annotations.NullMarked;
