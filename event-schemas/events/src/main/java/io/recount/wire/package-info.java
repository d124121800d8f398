/**
 * How records travel: single-object encoding with every released schema at hand, the Kafka topics
 * as data, and the header names.
 */
@NullMarked
package io.recount.wire;

import org.jspecify.annotations.NullMarked;
