package io.recount.command.visitor;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** IP addresses as text. Only literals are taken, so nothing here ever asks a name server. */
public final class Addresses {
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]{2,45}");

    private Addresses() {}

    /** The network that the address is in: its /24, or its /48 for IPv6; empty for no address. */
    static Optional<String> network(String address) {
        return parse(address)
                .map(InetAddress::getAddress)
                .map(
                        bytes ->
                                HexFormat.of()
                                        .formatHex(
                                                Arrays.copyOf(bytes, bytes.length == 4 ? 3 : 6)));
    }

    public static boolean isAddress(String text) {
        return parse(text).isPresent();
    }

    /** The address; one of IPv4 also where it is written as IPv6. Empty for any other text. */
    public static Optional<InetAddress> parse(String text) {
        boolean literal =
                NetUtil.isValidIpV4Address(text)
                        || (text.indexOf(':') >= 0 && IPV6.matcher(text).matches());
        if (!literal) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
