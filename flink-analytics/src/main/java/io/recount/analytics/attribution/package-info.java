/**
 * Which click an order goes back to: a gate that keeps every charged click for its day, and a
 * pattern that decides over those whose order came.
 */
@NullMarked
package io.recount.analytics.attribution;

import org.jspecify.annotations.NullMarked;
