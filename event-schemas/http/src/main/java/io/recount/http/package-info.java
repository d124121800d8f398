/**
 * How every service of Recount speaks HTTP: who calls (API keys and roles), what a refusal looks
 * like (RFC 9457 problems), and what a request may not exceed. A Spring Boot auto-configuration: on
 * the class path it is on.
 */
@NullMarked
package io.recount.http;

import org.jspecify.annotations.NullMarked;
