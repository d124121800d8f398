package io.recount.ops.drill.invariant;

import io.recount.audit.ChainVerifier;
import io.recount.audit.PublishedHead;
import io.recount.audit.Verdict;
import io.recount.ops.drill.invariant.Finding.Broken;
import io.recount.ops.drill.invariant.Finding.Holds;
import java.sql.SQLException;
import java.util.List;

/** The hash chain, computed anew from the first row, and the heads that left the database. */
final class Chain implements Invariant {
    @Override
    public String id() {
        return "I12";
    }

    @Override
    public String says() {
        return "chain: every hash verifies, and so does every published head";
    }

    @Override
    public Finding check(Evidence evidence) throws SQLException {
        List<PublishedHead> heads = evidence.heads();
        ChainVerifier verifier = new ChainVerifier(heads);
        EventLog.forEachRow(evidence.database(), verifier::accept);
        Verdict verdict = verifier.verdict();
        if (verdict instanceof Verdict.Broken broken) {
            return new Broken(
                    "position %d: %s; sound up to %d by what was published"
                            .formatted(broken.position(), broken.reason(), broken.vouchedTo()));
        }
        Verdict.Intact intact = (Verdict.Intact) verdict;
        return new Holds(
                "%,d links, %,d published heads, vouched for up to %,d"
                        .formatted(intact.position(), heads.size(), intact.vouchedTo()));
    }
}
