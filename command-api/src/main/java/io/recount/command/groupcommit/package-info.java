/**
 * The command bus. What arrives while a commit is in flight becomes one unit of work and one
 * transaction: one writer lane, a bounded queue, each command's own outcome, nothing answered
 * before its commit.
 */
@NullMarked
package io.recount.command.groupcommit;

import org.jspecify.annotations.NullMarked;
