/**
 * The events and messages themselves: Avro records generated from {@code
 * src/main/avro/recount.avdl}. The only hand-written code here is this page.
 */
package io.recount.event;
