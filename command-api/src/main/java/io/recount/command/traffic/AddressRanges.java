package io.recount.command.traffic;

import io.recount.command.visitor.Addresses;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * A list of address ranges, IPv4 and IPv6, asked in {@code O(log n)}: the ranges are cut into
 * segments, each of which is wholly on the list or off it, and only where each begins is kept (17
 * bytes; the bundled list takes 0.7 MB).
 *
 * <p>A line is {@code 192.0.2.0/24}, {@code 192.0.2.0-192.0.2.9} or one address; with {@code !}
 * before it, it is not on the list. Of ranges within one another the smallest counts, so {@code
 * 192.0.2.0/24} and {@code !192.0.2.7} leave one address out. {@code #} begins a comment.
 */
final class AddressRanges {
    /** An IPv4 address is kept as the IPv6 address that maps it, ::ffff:a.b.c.d. */
    private static final long V4 = 0xFFFF_0000_0000L;

    private static final Address FIRST_V4 = new Address(0, V4);

    private static final int LINES_MAX = 1_000_000;

    private final long[] high;
    private final long[] low;
    private final boolean[] listed;
    private final int ranges;

    private AddressRanges(List<Segment> segments, int ranges) {
        this.high = segments.stream().mapToLong(segment -> segment.from.high).toArray();
        this.low = segments.stream().mapToLong(segment -> segment.from.low).toArray();
        this.listed = new boolean[segments.size()];
        for (int i = 0; i < listed.length; i++) {
            listed[i] = segments.get(i).listed;
        }
        this.ranges = ranges;
    }

    private record Address(long high, long low) implements Comparable<Address> {
        static final Address LAST = new Address(-1, -1);

        static Address of(InetAddress address) {
            ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
            return bytes.remaining() == Integer.BYTES
                    ? new Address(0, V4 | Integer.toUnsignedLong(bytes.getInt()))
                    : new Address(bytes.getLong(), bytes.getLong());
        }

        boolean isV4() {
            return high == 0 && (low & ~0xFFFF_FFFFL) == V4;
        }

        Address next() {
            return new Address(low == -1 ? high + 1 : high, low + 1);
        }

        /** With the last so many bits all 0, or all 1. */
        Address ending(int bits, boolean ones) {
            long highMask = bits <= Long.SIZE ? 0 : mask(bits - Long.SIZE);
            long lowMask = mask(Math.min(bits, Long.SIZE));
            return ones
                    ? new Address(high | highMask, low | lowMask)
                    : new Address(high & ~highMask, low & ~lowMask);
        }

        private static long mask(int bits) {
            return bits == Long.SIZE ? -1 : (1L << bits) - 1;
        }

        @Override
        public int compareTo(Address other) {
            return compare(high, low, other.high, other.low);
        }
    }

    private record Range(Address first, Address last, boolean listed) {}

    /** Up to where the next begins. */
    private record Segment(Address from, boolean listed) {}

    /**
     * @throws IOException also for a line that is none, naming it
     */
    static AddressRanges read(Reader text) throws IOException {
        List<Range> ranges = new ArrayList<>();
        BufferedReader lines = new BufferedReader(text);
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            int comment = line.indexOf('#');
            String content = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (content.isEmpty()) {
                continue;
            }
            try {
                ranges.add(range(content));
            } catch (IllegalArgumentException e) {
                throw new IOException("Line " + number + " is no range: " + line, e);
            }
            if (ranges.size() > LINES_MAX) {
                throw new IOException("More than " + LINES_MAX + " ranges");
            }
        }
        return new AddressRanges(segments(ranges), ranges.size());
    }

    private static Range range(String text) {
        boolean listed = !text.startsWith("!");
        String range = listed ? text : text.substring(1).strip();
        int slash = range.indexOf('/');
        if (slash >= 0) {
            InetAddress address = parse(range.substring(0, slash));
            int bits = address.getAddress().length * Byte.SIZE;
            int prefix = Integer.parseInt(range.substring(slash + 1));
            if (prefix < 0 || prefix > bits) {
                throw new IllegalArgumentException("No prefix length: " + prefix);
            }
            Address first = Address.of(address).ending(bits - prefix, false);
            return ofOneKind(first, first.ending(bits - prefix, true), listed);
        }
        int dash = range.indexOf('-');
        Address first = Address.of(parse(dash < 0 ? range : range.substring(0, dash).strip()));
        Address last = dash < 0 ? first : Address.of(parse(range.substring(dash + 1).strip()));
        return ofOneKind(first, last, listed);
    }

    private static Range ofOneKind(Address first, Address last, boolean listed) {
        if (last.compareTo(first) < 0) {
            throw new IllegalArgumentException("It ends before it begins");
        }
        boolean around = first.compareTo(FIRST_V4) < 0 && last.compareTo(FIRST_V4) > 0;
        if (first.isV4() != last.isV4() || around) {
            throw new IllegalArgumentException("It holds addresses of IPv4 and of IPv6");
        }
        return new Range(first, last, listed);
    }

    private static InetAddress parse(String text) {
        return Addresses.parse(text)
                .orElseThrow(() -> new IllegalArgumentException("No address: " + text));
    }

    /** A sweep over the ranges from the lowest on, the one around another before it. */
    private static List<Segment> segments(List<Range> ranges) throws IOException {
        List<Range> ordered = new ArrayList<>(ranges);
        ordered.sort(
                Comparator.comparing(Range::first)
                        .thenComparing(Range::last, Comparator.reverseOrder()));
        List<Segment> segments = new ArrayList<>();
        Deque<Range> around = new ArrayDeque<>();
        for (Range range : ordered) {
            close(around, range.first, segments);
            Range outer = around.peek();
            if (outer != null && outer.last.compareTo(range.last) < 0) {
                throw new IOException("Two ranges overlap, and neither is within the other");
            }
            begin(segments, range.first, range.listed);
            around.push(range);
        }
        while (!around.isEmpty()) {
            end(around, segments);
        }
        return segments;
    }

    private static void close(Deque<Range> around, Address next, List<Segment> segments) {
        while (!around.isEmpty() && around.element().last.compareTo(next) < 0) {
            end(around, segments);
        }
    }

    /** Behind the innermost range goes on what is around it. */
    private static void end(Deque<Range> around, List<Segment> segments) {
        Range ended = around.pop();
        Range outer = around.peek();
        if (!ended.last.equals(Address.LAST)) {
            begin(segments, ended.last.next(), outer != null && outer.listed);
        }
    }

    private static void begin(List<Segment> segments, Address from, boolean listed) {
        int newest = segments.size() - 1;
        if (newest >= 0 && segments.get(newest).from.equals(from)) {
            segments.remove(newest);
        }
        segments.add(new Segment(from, listed));
    }

    boolean contains(InetAddress address) {
        Address asked = Address.of(address);
        int from = 0;
        int to = high.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (compare(high[middle], low[middle], asked.high, asked.low) <= 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from > 0 && listed[from - 1];
    }

    private static int compare(long high, long low, long otherHigh, long otherLow) {
        int byHigh = Long.compareUnsigned(high, otherHigh);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, otherLow);
    }

    int size() {
        return ranges;
    }
}
