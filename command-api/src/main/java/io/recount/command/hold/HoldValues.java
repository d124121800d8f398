package io.recount.command.hold;

import io.recount.command.visitor.Addresses;
import io.recount.command.visitor.Pseudonyms;
import io.recount.event.HoldKind;
import io.recount.http.Problem;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Turns what the caller names into what events show: an address or a user id goes no further. */
@Component
class HoldValues {
    private static final Pattern PSEUDONYM = Pattern.compile("[0-9A-Za-z_-]{16}");
    private static final Pattern KEY_ID = Pattern.compile("[0-9A-Za-z-]{1,64}");

    /** Marks a user id that looks like a pseudonym. */
    private static final String USER = "user:";

    /** Less than that is in every agent. */
    private static final int AGENT_LENGTH_MIN = 3;

    private final Pseudonyms pseudonyms;

    HoldValues(Pseudonyms pseudonyms) {
        this.pseudonyms = pseudonyms;
    }

    /**
     * @throws Problem 422 for what is no such value
     */
    String of(HoldKind kind, String given) {
        return switch (kind) {
            case NETWORK -> network(given);
            case VISITOR -> visitor(given);
            case AGENT -> agent(given.strip().toLowerCase(Locale.ROOT));
            case PUBLISHER -> {
                if (!KEY_ID.matcher(given).matches()) {
                    throw wrong("A publisher is named by its key's id");
                }
                yield given;
            }
        };
    }

    private String network(String given) {
        if (Addresses.isAddress(given)) {
            return Objects.requireNonNull(pseudonyms.network(given));
        }
        if (!PSEUDONYM.matcher(given).matches()) {
            throw wrong("A network is an IP address in it, or its pseudonym of 16 characters");
        }
        return given;
    }

    private String visitor(String given) {
        if (PSEUDONYM.matcher(given).matches()) {
            return given;
        }
        String userId = given.startsWith(USER) ? given.substring(USER.length()) : given;
        if (userId.isBlank()) {
            throw wrong("A visitor is a user's id, or its pseudonym of 16 characters");
        }
        return Objects.requireNonNull(pseudonyms.visitor(userId, null, null));
    }

    private static String agent(String text) {
        if (text.length() < AGENT_LENGTH_MIN) {
            throw wrong("An agent's text has at least " + AGENT_LENGTH_MIN + " characters");
        }
        return text;
    }

    private static Problem wrong(String detail) {
        return Problem.unprocessable("INVALID_FIELD", "/value: " + detail)
                .withError("/value", detail);
    }
}
