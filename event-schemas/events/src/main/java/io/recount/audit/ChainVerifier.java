package io.recount.audit;

import io.recount.audit.Verdict.Broken;
import io.recount.audit.Verdict.Intact;
import io.recount.audit.Verdict.Reason;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Takes the log's entries one by one in their order, each with the hash that is stored beside it,
 * and names the first position that does not fit. Needs memory for the published heads only.
 *
 * <p>The chain by itself shows what was changed in the middle. Whoever can write the database can
 * also compute all later hashes anew, or cut the tail off and leave a sound, shorter chain; both
 * show against heads that were published before. What was never published is vouched for by nobody.
 */
public final class ChainVerifier {
    private final Deque<PublishedHead> headsAhead;
    private byte[] hash = ChainHash.genesis();
    private long position;
    private long vouchedTo;
    private @Nullable Broken broken;

    /**
     * A verifier that starts at the log's beginning.
     *
     * @param heads published ones in any order; none means that only the chain is checked
     */
    public ChainVerifier(Collection<PublishedHead> heads) {
        headsAhead =
                new ArrayDeque<>(
                        heads.stream()
                                .sorted(Comparator.comparingLong(PublishedHead::position))
                                .toList());
        compareWithPublished();
    }

    /** Whether everything fits so far; once it does not, what follows is not looked at. */
    public boolean accept(LogEntry entry, byte[] storedHash) {
        if (broken != null) {
            return false;
        }
        long expected = position + 1;
        if (entry.position() != expected) {
            return entry.position() > expected
                    ? fail(expected, Reason.MISSING)
                    : fail(entry.position(), Reason.REPEATED);
        }
        byte[] computed = ChainHash.next(hash, entry);
        if (!Arrays.equals(computed, storedHash)) {
            return fail(expected, Reason.CHANGED);
        }
        position = expected;
        hash = computed;
        return compareWithPublished();
    }

    /** To be asked after the last entry. */
    public Verdict verdict() {
        if (broken != null) {
            return broken;
        }
        return headsAhead.isEmpty()
                ? new Intact(position, vouchedTo)
                : new Broken(position + 1, Reason.CUT_OFF, vouchedTo);
    }

    private boolean compareWithPublished() {
        for (PublishedHead next = headsAhead.peek();
                next != null && next.position() == position;
                next = headsAhead.peek()) {
            if (!next.hash().equals(HexFormat.of().formatHex(hash))) {
                return fail(position, Reason.REWRITTEN);
            }
            vouchedTo = position;
            headsAhead.remove();
        }
        return true;
    }

    private boolean fail(long at, Reason reason) {
        broken = new Broken(at, reason, vouchedTo);
        return false;
    }
}
