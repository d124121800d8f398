package io.recount.command.traffic;

import io.recount.command.visitor.Addresses;
import io.recount.rules.NetworkClass;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** What kind of network an address is in. */
@Component
class NetworkClasses {
    private static final Logger LOG = LoggerFactory.getLogger(NetworkClasses.class);

    private final AddressRanges dataCentres;

    NetworkClasses(TrafficProperties properties) throws IOException {
        Path file = properties.dataCentres();
        try (Reader list =
                file == null
                        ? new InputStreamReader(
                                Bundled.open("data-centres.txt"), StandardCharsets.UTF_8)
                        : Files.newBufferedReader(file)) {
            this.dataCentres = AddressRanges.read(list);
        }
        LOG.info(
                "{} ranges of data centres from {}",
                dataCentres.size(),
                file == null ? "the bundle" : file);
    }

    NetworkClass of(@Nullable String address) {
        return address == null
                ? NetworkClass.UNKNOWN
                : Addresses.parse(address).map(this::of).orElse(NetworkClass.UNKNOWN);
    }

    private NetworkClass of(InetAddress address) {
        if (isPrivate(address)) {
            return NetworkClass.PRIVATE;
        }
        return dataCentres.contains(address) ? NetworkClass.DATA_CENTRE : NetworkClass.PUBLIC;
    }

    private static boolean isPrivate(InetAddress address) {
        if (address.isLoopbackAddress()
                || address.isSiteLocalAddress()
                || address.isLinkLocalAddress()
                || address.isAnyLocalAddress()) {
            return true;
        }
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address
                ? bytes[0] == 100 && (bytes[1] & 0xC0) == 64 // 100.64.0.0/10, RFC 6598
                : (bytes[0] & 0xFE) == 0xFC; // fc00::/7, RFC 4193
    }
}
