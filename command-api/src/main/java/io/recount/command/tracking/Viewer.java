package io.recount.command.tracking;

import org.jspecify.annotations.Nullable;

/**
 * To whom ads are shown, by pseudonyms, and whose page they are on.
 *
 * @param publisher id of the key that asked for the ads
 */
public record Viewer(@Nullable String visitor, @Nullable String network, String publisher) {}
