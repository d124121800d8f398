/**
 * command-api: takes commands, serves ads and charges clicks. This package starts it and mints ids;
 * the packages below are its features.
 */
@NullMarked
package io.recount.command;

import org.jspecify.annotations.NullMarked;
