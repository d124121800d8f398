/**
 * The campaigns in memory: an index over keywords, categories, countries, devices and hours, in
 * consistent states that requests read without waiting, kept current from Redis.
 */
@NullMarked
package io.recount.command.serving.catalogue;

import org.jspecify.annotations.NullMarked;
