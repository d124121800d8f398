/**
 * Figures over time: the stream's one-minute results rolled up to any window, and today's figures
 * of all campaigns as pages show them.
 */
@NullMarked
package io.recount.query.metrics;

import org.jspecify.annotations.NullMarked;
