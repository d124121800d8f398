/**
 * What a person found out about an alert: a verdict each, the last of which counts. Alerts
 * themselves are the stream's; here they are known by their ids only.
 */
@NullMarked
package io.recount.command.alert;

import org.jspecify.annotations.NullMarked;
