package io.recount.query;

import io.recount.http.Caller;
import org.jspecify.annotations.Nullable;

/** Whose things a list shows. */
public final class Owner {
    private Owner() {}

    /**
     * An advertiser's own, whatever it asks for; others get what they ask for.
     *
     * @return null for everybody's
     */
    public static @Nullable String of(Caller caller, @Nullable String asked) {
        if (asked != null) {
            caller.mustSee(asked, "Advertiser " + asked);
        }
        return caller.advertiserId() == null ? asked : caller.advertiserId();
    }
}
