package io.recount.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.recount.audit.Verdict.Broken;
import io.recount.audit.Verdict.Intact;
import io.recount.audit.Verdict.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each way to tamper with a log, and what names it. Long because each needs a log of its own. */
class ChainVerifierTest {
    private static final Instant AT = Instant.parse("2026-11-16T03:00:00Z");
    private static final int HEAD_EVERY = 7;

    @SuppressWarnings("ArrayRecordComponent") // A row of a test.
    private record Row(LogEntry entry, byte[] hash) {}

    @Test
    void theHashIsWhatTheFormatSays() {
        // given: bytes put together by hand from the format's description
        String bytes =
                "01"
                        + "00".repeat(32)
                        + "000000080000000000000001"
                        + "0000000165" // e
                        + "0000000161" // a
                        + "000000080000000000000000"
                        + "ffffffff"
                        + "0000000174" // t
                        + "0000000170" // p
                        + "ffffffff"
                        + "00000002c301"
                        + "00000000";

        // when
        byte[] hash =
                ChainHash.next(
                        ChainHash.genesis(),
                        new LogEntry(
                                1,
                                "e",
                                "a",
                                0,
                                null,
                                "t",
                                "p",
                                null,
                                new byte[] {(byte) 0xc3, 1},
                                new byte[0]));

        // then
        assertThat(hash).isEqualTo(sha256(HexFormat.of().parseHex(bytes)));
    }

    @Test
    void bytesThatMoveToTheNextColumnShow() {
        LogEntry entry = new LogEntry(1, "ab", "c", 0, null, "t", "p", null, new byte[0], null);
        LogEntry moved = new LogEntry(1, "a", "bc", 0, null, "t", "p", null, new byte[0], null);
        LogEntry empty =
                new LogEntry(1, "ab", "c", 0, null, "t", "p", null, new byte[0], new byte[0]);

        assertThat(List.of(hex(entry), hex(moved), hex(empty))).doesNotHaveDuplicates();
    }

    @Test
    void aSoundLogIsIntactAndVouchedForUpToTheLastHead() {
        List<Row> log = log(20);

        assertThat(verify(log, heads(log, 20))).isEqualTo(new Intact(20, 20));
        assertThat(verify(log, heads(log, 14))).isEqualTo(new Intact(20, 14));
        assertThat(verify(log, List.of())).isEqualTo(new Intact(20, 0));
        assertThat(verify(List.of(), List.of())).isEqualTo(new Intact(0, 0));
    }

    @Property
    void aChangedColumnNamesItsPosition(
            @ForAll @IntRange(min = 1, max = 30) int at, @ForAll @IntRange(max = 9) int column) {
        List<Row> log = log(30);
        List<PublishedHead> heads = heads(log, 30);
        log.set(at - 1, new Row(changed(log.get(at - 1).entry(), column), log.get(at - 1).hash()));

        Broken found = (Broken) verify(log, heads);

        assertThat(found.position()).isEqualTo(at);
        assertThat(found.vouchedTo()).isEqualTo(vouchedBefore(at));
    }

    @Property
    void aRemovedEntryNamesItsPosition(@ForAll @IntRange(min = 1, max = 30) int at) {
        List<Row> log = log(30);
        List<PublishedHead> heads = heads(log, 30);
        log.remove(at - 1);

        assertThat(verify(log, heads))
                .isEqualTo(
                        new Broken(
                                at, at == 30 ? Reason.CUT_OFF : Reason.MISSING, vouchedBefore(at)));
    }

    @Property
    void swappedEntriesNameTheFirst(
            @ForAll @IntRange(min = 1, max = 30) int one,
            @ForAll @IntRange(min = 1, max = 30) int other) {
        List<Row> log = log(30);
        List<PublishedHead> heads = heads(log, 30);
        Row first = log.get(one - 1);
        Row second = log.get(other - 1);
        log.set(one - 1, new Row(at(one, second.entry()), second.hash()));
        log.set(other - 1, new Row(at(other, first.entry()), first.hash()));

        Verdict verdict = verify(log, heads);

        int at = Math.min(one, other);
        assertThat(verdict)
                .isEqualTo(
                        one == other
                                ? new Intact(30, 30)
                                : new Broken(at, Reason.CHANGED, vouchedBefore(at)));
    }

    @Property
    void anEntryPutBetweenNamesItsPosition(@ForAll @IntRange(min = 1, max = 30) int at) {
        List<Row> log = log(30);
        List<PublishedHead> heads = heads(log, 30);
        Row alien = new Row(changed(log.get(at - 1).entry(), 1), log.get(at - 1).hash());
        log.add(at - 1, alien);
        for (int i = at; i < log.size(); i++) {
            log.set(i, new Row(at(i + 1, log.get(i).entry()), log.get(i).hash()));
        }

        assertThat(verify(log, heads)).isEqualTo(new Broken(at, Reason.CHANGED, vouchedBefore(at)));
    }

    @Property
    void aCutTailNamesWhereTheLogShouldGoOn(@ForAll @IntRange(max = 29) int left) {
        List<Row> log = log(30);
        List<PublishedHead> heads = heads(log, 30);

        Verdict verdict = verify(log.subList(0, left), heads);

        assertThat(verdict)
                .isEqualTo(new Broken(left + 1, Reason.CUT_OFF, vouchedBefore(left + 1)));
        assertThat(verify(log.subList(0, left), List.of())).isEqualTo(new Intact(left, 0));
    }

    @Property
    void aLogThatWasWrittenAnewContradictsTheNextPublishedHead(
            @ForAll @IntRange(min = 1, max = 30) int from,
            @ForAll @IntRange(min = 1, max = 9) int column) {
        List<Row> log = log(30);
        List<PublishedHead> heads = heads(log, 30);
        List<LogEntry> entries = new ArrayList<>(log.stream().map(Row::entry).toList());
        entries.set(from - 1, changed(entries.get(from - 1), column));

        List<Row> anew = chained(entries);

        long nextHead = Math.min(30, (from + HEAD_EVERY - 1L) / HEAD_EVERY * HEAD_EVERY);
        assertThat(verify(anew, heads))
                .isEqualTo(new Broken(nextHead, Reason.REWRITTEN, vouchedBefore(from)));
        assertThat(verify(anew, List.of())).isInstanceOf(Intact.class);
    }

    @Test
    void whatComesTwiceIsNamed() {
        List<Row> log = log(5);
        log.add(3, log.get(2));

        assertThat(verify(log, List.of())).isEqualTo(new Broken(3, Reason.REPEATED, 0));
    }

    @Test
    void afterTheFirstBreakNothingIsAcceptedAnyMore() {
        List<Row> log = log(3);
        ChainVerifier verifier = new ChainVerifier(List.of());

        assertThat(verifier.accept(log.get(0).entry(), log.get(0).hash())).isTrue();
        assertThat(verifier.accept(log.get(2).entry(), log.get(2).hash())).isFalse();
        assertThat(verifier.accept(log.get(1).entry(), log.get(1).hash())).isFalse();
        assertThat(verifier.verdict()).isEqualTo(new Broken(2, Reason.MISSING, 0));
    }

    @Test
    void aHeadsOrderDoesNotMatterAndTwoWordsOnOnePositionAreOneTooMany() {
        List<Row> log = log(30);
        List<PublishedHead> heads = new ArrayList<>(heads(log, 30));
        Collections.reverse(heads);

        assertThat(verify(log, heads)).isEqualTo(new Intact(30, 30));

        heads.add(new PublishedHead(14, "ab".repeat(32), AT));
        assertThat(verify(log, heads)).isInstanceOf(Broken.class);
    }

    @Property
    void aPublishedLineComesBackAsItWas(@ForAll @LongRange long position) {
        PublishedHead head = PublishedHead.of(position, sha256(new byte[] {(byte) position}), AT);

        assertThat(PublishedHead.parse(head.line())).isEqualTo(head);
    }

    @Test
    void halfALineIsNoHead() {
        String line = PublishedHead.of(9, ChainHash.genesis(), AT).line();

        for (String bad : List.of("", line.substring(0, line.length() - 1), line + "x", "{}")) {
            assertThatThrownBy(() -> PublishedHead.parse(bad))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static Verdict verify(List<Row> log, List<PublishedHead> heads) {
        ChainVerifier verifier = new ChainVerifier(heads);
        log.forEach(row -> verifier.accept(row.entry(), row.hash()));
        return verifier.verdict();
    }

    /** A head at each seventh position and at the last. */
    private static List<PublishedHead> heads(List<Row> log, int upTo) {
        return log.subList(0, upTo).stream()
                .filter(
                        row ->
                                row.entry().position() % HEAD_EVERY == 0
                                        || row.entry().position() == upTo)
                .map(row -> PublishedHead.of(row.entry().position(), row.hash(), AT))
                .toList();
    }

    private static long vouchedBefore(int position) {
        return (position - 1L) / HEAD_EVERY * HEAD_EVERY;
    }

    private static List<Row> log(int length) {
        List<LogEntry> entries = new ArrayList<>();
        for (int position = 1; position <= length; position++) {
            entries.add(
                    new LogEntry(
                            position,
                            "event-" + position,
                            "advertiser-" + position % 3,
                            position / 3,
                            position % 5 == 0 ? null : "Budget",
                            AT.plusMillis(position).toString(),
                            "io.recount.event.ClickCharged",
                            null,
                            ("payload " + position).getBytes(UTF_8),
                            "{}".getBytes(UTF_8)));
        }
        return chained(entries);
    }

    private static List<Row> chained(List<LogEntry> entries) {
        List<Row> rows = new ArrayList<>();
        byte[] hash = ChainHash.genesis();
        for (LogEntry entry : entries) {
            hash = ChainHash.next(hash, entry);
            rows.add(new Row(entry, hash));
        }
        return rows;
    }

    private static LogEntry at(long position, LogEntry e) {
        return new LogEntry(
                position,
                e.eventIdentifier(),
                e.aggregateIdentifier(),
                e.sequenceNumber(),
                e.type(),
                e.timeStamp(),
                e.payloadType(),
                e.payloadRevision(),
                e.payload(),
                e.metaData());
    }

    /** The entry with one column changed, counted as in the record. */
    private static LogEntry changed(LogEntry e, int column) {
        return new LogEntry(
                column == 0 ? e.position() + 1 : e.position(),
                text(e.eventIdentifier(), column == 1),
                text(e.aggregateIdentifier(), column == 2),
                column == 3 ? e.sequenceNumber() + 1 : e.sequenceNumber(),
                column == 4 ? other(e.type()) : e.type(),
                text(e.timeStamp(), column == 5),
                text(e.payloadType(), column == 6),
                column == 7 ? other(e.payloadRevision()) : e.payloadRevision(),
                text(new String(e.payload(), UTF_8), column == 8).getBytes(UTF_8),
                column == 9 ? null : e.metaData());
    }

    private static String text(String text, boolean changed) {
        return changed ? text + "x" : text;
    }

    private static @Nullable String other(@Nullable String text) {
        return text == null ? "" : null;
    }

    private static String hex(LogEntry entry) {
        return HexFormat.of().formatHex(ChainHash.next(ChainHash.genesis(), entry));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return java.security.MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
