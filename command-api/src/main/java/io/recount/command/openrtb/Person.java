package io.recount.command.openrtb;

import io.recount.command.openrtb.BidRequest.Device;
import io.recount.command.openrtb.BidRequest.Regs;
import io.recount.command.openrtb.BidRequest.User;
import io.recount.command.tracking.Viewer;
import io.recount.command.visitor.Addresses;
import io.recount.command.visitor.Pseudonyms;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a request tells of who would see the ad, as far as we may use it: nobody is followed whom
 * the law or the device's owner protects. Consent strings are not read, so under GDPR there is no
 * consent.
 *
 * @param followed whether this visit may be told to be the same visitor's as another
 * @param userId the id that we gave, as far as the exchange knows it, else the exchange's own
 */
record Person(
        boolean followed,
        @Nullable String userId,
        @Nullable String address,
        @Nullable String agent) {
    static Person of(BidRequest request) {
        Device device = request.device();
        return new Person(
                !isProtected(request.regs(), device),
                userId(request.user()),
                device == null ? null : address(device),
                device == null ? null : device.ua());
    }

    Viewer viewer(String publisher, Pseudonyms pseudonyms) {
        return new Viewer(
                followed ? pseudonyms.visitor(userId, address, agent) : null,
                pseudonyms.network(address),
                publisher);
    }

    private static boolean isProtected(@Nullable Regs regs, @Nullable Device device) {
        return (regs != null && (BidRequest.is(regs.coppa()) || BidRequest.is(regs.gdpr())))
                || (device != null && (BidRequest.is(device.dnt()) || BidRequest.is(device.lmt())));
    }

    private static @Nullable String userId(@Nullable User user) {
        if (user == null) {
            return null;
        }
        return user.buyeruid() == null ? user.id() : user.buyeruid();
    }

    /** What is no address, a cut one for example, is as good as none. */
    private static @Nullable String address(Device device) {
        return Stream.of(device.ip(), device.ipv6())
                .filter(ip -> ip != null && Addresses.isAddress(ip))
                .findFirst()
                .orElse(null);
    }
}
