/**
 * The event log as JSON for people, and what operators look after: replays and dead letters, passed
 * on from the services that own them.
 */
@NullMarked
package io.recount.query.audit;

import org.jspecify.annotations.NullMarked;
