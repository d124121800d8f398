/**
 * What the stream found about budgets becomes control and money: Redis is corrected, used-up
 * campaigns are paused for their day, alerts stored, sources held, charges given back.
 */
@NullMarked
package io.recount.worker.budget;

import org.jspecify.annotations.NullMarked;
