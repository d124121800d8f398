package io.recount.command.visitor;

import io.recount.http.ClientAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Pseudonyms of the networks that requests come from. */
@Component
public class Networks {
    private final Pseudonyms pseudonyms;
    private final ClientAddress addresses;

    Networks(Pseudonyms pseudonyms, ClientAddress addresses) {
        this.pseudonyms = pseudonyms;
        this.addresses = addresses;
    }

    /** Null where the month's key cannot be had: nobody is held up for it. */
    public @Nullable String of(@Nullable String address) {
        try {
            return pseudonyms.network(address);
        } catch (DataAccessException e) {
            return null;
        }
    }

    /** Of the caller whose request this thread serves; null where it serves none. */
    public @Nullable String ofCaller() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes http
                ? of(addresses.of(http.getRequest()))
                : null;
    }
}
