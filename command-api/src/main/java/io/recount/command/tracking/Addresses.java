package io.recount.command.tracking;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** IP addresses as text. Only literals are taken, so nothing here ever asks a name server. */
final class Addresses {
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]{2,45}");

    private Addresses() {}

    /** The network that the address is in: its /24, or its /48 for IPv6; empty for no address. */
    static Optional<String> network(String address) {
        return parse(address)
                .map(
                        bytes ->
                                HexFormat.of()
                                        .formatHex(
                                                Arrays.copyOf(bytes, bytes.length == 4 ? 3 : 6)));
    }

    static boolean isAddress(String text) {
        return parse(text).isPresent();
    }

    private static Optional<byte[]> parse(String text) {
        boolean literal =
                IPV4.matcher(text).matches()
                        || (text.indexOf(':') >= 0 && IPV6.matcher(text).matches());
        if (!literal) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text).getAddress());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
