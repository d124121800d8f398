package io.recount.http;

import org.jspecify.annotations.Nullable;

/**
 * Who is calling, as its API key says.
 *
 * @param keyId names the key without giving it away; it is what the event log keeps
 * @param advertiserId the advertiser that the key belongs to; null unless the role is {@link
 *     Role#ADVERTISER}
 */
public record Caller(String keyId, Role role, @Nullable String advertiserId) {
    public Caller {
        if ((role == Role.ADVERTISER) != (advertiserId != null)) {
            throw new IllegalArgumentException(
                    "Key " + keyId + ": an advertiser's key, and only that, names its advertiser");
        }
    }

    /** Whether data of this advertiser exists as far as the caller is told. */
    public boolean maySee(String ofAdvertiser) {
        return role != Role.ADVERTISER || ofAdvertiser.equals(advertiserId);
    }

    /** Answers another's id as if it did not exist. */
    public void mustSee(String ofAdvertiser, String what) {
        if (!maySee(ofAdvertiser)) {
            throw Problem.notFound("NOT_FOUND", what + " does not exist");
        }
    }

    /** Whether public answers may show this advertiser's money to the caller. */
    public boolean seesMoneyOf(String ofAdvertiser) {
        return switch (role) {
            case OPERATOR, SERVICE -> true;
            case ADVERTISER -> maySee(ofAdvertiser);
            case PUBLISHER, AUDITOR -> false;
        };
    }
}
