package io.recount.command.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.recount.command.visitor.Addresses;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangesTest {
    private static final AddressRanges BUNDLED = bundled();

    private static AddressRanges bundled() {
        try (var list = Bundled.open("data-centres.txt")) {
            return AddressRanges.read(new InputStreamReader(list, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A prefix as it stands in a list, and as plain numbers. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Prefix(byte[] address, int length, boolean listed) {
        String line() {
            return (listed ? "" : "!") + text(address) + "/" + length;
        }

        boolean holds(byte[] other) {
            int rest = address.length * 8 - length;
            return other.length == address.length
                    && new BigInteger(1, other)
                            .shiftRight(rest)
                            .equals(new BigInteger(1, address).shiftRight(rest));
        }
    }

    @Property(tries = 2_000)
    void theLongestPrefixAroundAnAddressCounts(
            @ForAll("prefixes") List<Prefix> prefixes, @ForAll("addresses") List<byte[]> asked)
            throws IOException {
        // given: addresses at random hit little, so the prefixes' own and their neighbours too
        List<byte[]> all =
                java.util.stream.Stream.concat(
                                asked.stream(),
                                prefixes.stream()
                                        .flatMap(
                                                prefix ->
                                                        java.util.stream.Stream.of(
                                                                prefix.address,
                                                                neighbour(prefix.address, 1),
                                                                neighbour(prefix.address, -1))))
                        .toList();

        // when
        AddressRanges ranges =
                ranges(prefixes.stream().map(Prefix::line).collect(Collectors.joining("\n")));

        // then
        for (byte[] address : all) {
            assertThat(ranges.contains(inet(address)))
                    .as(text(address))
                    .isEqualTo(naive(prefixes, address));
        }
    }

    /** The last of the longest: a line written again replaces the first. */
    private static boolean naive(List<Prefix> prefixes, byte[] address) {
        Prefix best = null;
        for (Prefix prefix : prefixes) {
            if (prefix.holds(address) && (best == null || prefix.length >= best.length)) {
                best = prefix;
            }
        }
        return best != null && best.listed;
    }

    @Provide
    Arbitrary<List<Prefix>> prefixes() {
        Arbitrary<Prefix> prefix =
                Combinators.combine(
                                address(),
                                Arbitraries.integers().between(0, 32),
                                Arbitraries.of(true, true, false))
                        .as(
                                (address, length, listed) ->
                                        new Prefix(
                                                address,
                                                address.length == 4 ? length : 96 + length,
                                                listed));
        return prefix.list().ofMaxSize(30);
    }

    @Provide
    Arbitrary<List<byte[]>> addresses() {
        return address().list().ofMaxSize(20);
    }

    /** Few different bits, so that prefixes are often within one another. */
    private static Arbitrary<byte[]> address() {
        Arbitrary<Byte> few =
                Arbitraries.of((byte) 0, (byte) 1, (byte) 127, (byte) -128, (byte) -1);
        Arbitrary<byte[]> v4 = few.array(Byte[].class).ofSize(4).map(AddressRangesTest::bytes);
        return Arbitraries.oneOf(v4, v4.map(AddressRangesTest::sixth));
    }

    private static byte[] bytes(Byte[] boxed) {
        byte[] bytes = new byte[boxed.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = boxed[i];
        }
        return bytes;
    }

    private static byte[] sixth(byte[] v4) {
        byte[] v6 = new byte[16];
        v6[0] = 0x20;
        System.arraycopy(v4, 0, v6, 12, 4);
        return v6;
    }

    private static byte[] neighbour(byte[] address, int distance) {
        BigInteger size = BigInteger.ONE.shiftLeft(address.length * 8);
        BigInteger moved = new BigInteger(1, address).add(BigInteger.valueOf(distance)).mod(size);
        byte[] bytes = moved.toByteArray();
        byte[] full = new byte[address.length];
        int length = Math.min(bytes.length, full.length);
        System.arraycopy(bytes, bytes.length - length, full, full.length - length, length);
        return full;
    }

    @Test
    void aRangeMayBeAPrefixTwoEndsOrOneAddress() throws IOException {
        AddressRanges ranges =
                ranges(
                        """
                        # a comment, and an empty line

                        192.0.2.0/24   # one more
                        198.51.100.3-198.51.100.9
                        203.0.113.7
                        2001:db8:1::/48
                        !192.0.2.128/25
                        192.0.2.200
                        """);

        for (String listed :
                List.of(
                        "192.0.2.0",
                        "192.0.2.127",
                        "192.0.2.200",
                        "198.51.100.3",
                        "198.51.100.9")) {
            assertThat(contains(ranges, listed)).as(listed).isTrue();
        }
        for (String free :
                List.of(
                        "192.0.2.128",
                        "192.0.2.201",
                        "192.0.3.0",
                        "198.51.100.10",
                        "203.0.113.8")) {
            assertThat(contains(ranges, free)).as(free).isFalse();
        }
        assertThat(contains(ranges, "203.0.113.7")).isTrue();
        assertThat(contains(ranges, "::ffff:203.0.113.7")).isTrue();
        assertThat(contains(ranges, "2001:db8:1:ffff::1")).isTrue();
        assertThat(contains(ranges, "2001:db8:2::")).isFalse();
        assertThat(ranges.size()).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com",
                "192.0.2.0/33",
                "192.0.2.0/-1",
                "192.0.2.0/x",
                "192.0.2.9-192.0.2.1",
                "192.0.2.0-2001:db8::",
                "::/0",
                "!",
                "2001:db8::/129",
            })
    void aLineThatIsNoRangeIsNamed(String line) {
        assertThatThrownBy(() -> ranges("192.0.2.1\n" + line))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Line 2")
                .hasMessageContaining(line);
    }

    @Test
    void rangesThatOverlapInPartAreRefused() {
        assertThatThrownBy(() -> ranges("192.0.2.1-192.0.2.5\n192.0.2.3-192.0.2.9"))
                .hasMessageContaining("overlap");
    }

    @ParameterizedTest
    @CsvSource({
        "3.5.140.2,               true", // Amazon, Seoul
        "34.64.32.1,              true", // Google Cloud, Seoul
        "20.39.184.1,             true", // Azure
        "2600:1f18::1,            true", // Amazon
        "138.201.1.1,             true", // Hetzner
        "121.130.5.5,             false", // KT, homes
        "175.223.10.1,            false", // KT, mobiles
        "1.1.1.1,                 false", // Cloudflare
        "203.0.113.9,             false",
        "2001:db8::1,             false",
    })
    void theBundledListKnowsDataCentresAndLeavesPeopleAlone(String address, boolean listed) {
        assertThat(contains(BUNDLED, address)).isEqualTo(listed);
    }

    @Test
    void theBundledListIsNoHandfulOfPatterns() {
        assertThat(BUNDLED.size()).isGreaterThan(20_000);
    }

    private static AddressRanges ranges(String text) throws IOException {
        return AddressRanges.read(new StringReader(text));
    }

    private static boolean contains(AddressRanges ranges, String address) {
        return ranges.contains(Addresses.parse(address).orElseThrow());
    }

    private static InetAddress inet(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(byte[] address) {
        return inet(address).getHostAddress();
    }
}
