package io.recount.command.idempotency;

import io.recount.http.Caller;
import java.util.Map;
import org.axonframework.messaging.MetaData;
import org.jspecify.annotations.Nullable;

/**
 * Who caused a command. It stands in the metadata of every event that comes of it.
 *
 * @param network pseudonym of the network that the request came from, null when it is not known
 */
public record Actor(String keyId, String role, @Nullable String network) {
    static final String KEY_ID = "actorKeyId";
    static final String ROLE = "actorRole";
    static final String NETWORK = "network";

    public static Actor of(Caller caller, @Nullable String network) {
        return new Actor(caller.keyId(), caller.role().name(), network);
    }

    /** Somebody with a token and no key. */
    public static Actor visitor(@Nullable String network) {
        return new Actor("visitor", "PUBLIC", network);
    }

    Actor from(@Nullable String knownNetwork) {
        return new Actor(keyId, role, knownNetwork);
    }

    MetaData metaData() {
        MetaData metaData = MetaData.from(Map.of(KEY_ID, keyId, ROLE, role));
        return network == null ? metaData : metaData.and(NETWORK, network);
    }
}
