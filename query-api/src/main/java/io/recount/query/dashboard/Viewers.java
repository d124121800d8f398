package io.recount.query.dashboard;

import io.recount.http.Caller;
import io.recount.http.ClientAddress;
import io.recount.http.Role;
import io.recount.http.SignedIn;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.Set;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/**
 * Who looks at a page: whoever signed in. On a local stack it is the local auditor when nobody did,
 * for browsers on this machine that also name it: a page of another site that had its own name
 * point here would get nothing.
 */
@Component
public class Viewers {
    private static final Caller LOCAL_AUDITOR = new Caller("local-auditor", Role.AUDITOR, null);
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "0:0:0:0:0:0:0:1", "::1");
    private static final Set<String> LOCAL_NAMES =
            Set.of("127.0.0.1", "localhost", "[::1]", "::1", "0:0:0:0:0:0:0:1");

    private final SignedIn signedIn;
    private final ClientAddress addresses;
    private final boolean local;

    Viewers(SignedIn signedIn, ClientAddress addresses, Environment environment) {
        this.signedIn = signedIn;
        this.addresses = addresses;
        local = environment.acceptsProfiles(Profiles.of("local"));
    }

    public Optional<Caller> of(HttpServletRequest request) {
        return signedIn.of(request)
                .or(() -> isLocal(request) ? Optional.of(LOCAL_AUDITOR) : Optional.empty());
    }

    /** Publishers have no figures to see. */
    public static boolean mayLook(Caller viewer) {
        return viewer.role() != Role.PUBLISHER;
    }

    private boolean isLocal(HttpServletRequest request) {
        return local
                && LOOPBACK.contains(addresses.of(request))
                && LOCAL_NAMES.contains(request.getServerName());
    }
}
