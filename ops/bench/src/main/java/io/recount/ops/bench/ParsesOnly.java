package io.recount.ops.bench;

import io.recount.http.Allow;
import io.recount.http.Caller;
import io.recount.http.Public;
import io.recount.http.Role;
import io.recount.money.Micros;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Takes an ad request as the service does, its key and its rules included, and answers always the
 * same three ads. A benchmark adds it to the service that it measures.
 */
@RestController
class ParsesOnly {
    static final String PATH = "/bench/parses-only";
    static final String KEPT = "/bench/heap-kept";

    private static final String TOKEN = "0".repeat(180);
    private static final Answer ANSWER =
            new Answer("0123456789", List.of(ad(1), ad(2), ad(AdRequests.SLOTS)));

    private static Ad ad(int slot) {
        return new Ad(
                "0000000000000-0000000000000",
                "0000000000000-0000000000000",
                slot,
                "A title of usual length",
                "A description that says more about it, in some words",
                "shop.example",
                "http://127.0.0.1:8080/t/i/" + TOKEN,
                "http://127.0.0.1:8080/t/c/" + TOKEN,
                TOKEN);
    }

    record AdRequest(
            @Size(max = 100) @Nullable String requestId,
            @Size(max = 500) @Nullable String query,
            @Size(max = 50) @Nullable List<@NotBlank @Size(max = 100) String> categories,
            @Min(1) @Max(10) @Nullable Integer slots,
            @PositiveOrZero @Max(Micros.MAX) @Nullable Long floorMicros,
            @Valid @Nullable User user,
            @Valid @Nullable Device device,
            @Valid @Nullable Geo geo,
            @Nullable Boolean test,
            @Nullable Boolean explain) {}

    record User(@Size(max = 200) @Nullable String id) {}

    record Device(
            @Size(max = 45) @Nullable String ip,
            @Size(max = 500) @Nullable String userAgent,
            @Size(max = 50) @Nullable String type) {}

    record Geo(@Pattern(regexp = "[A-Z]{2}") @Nullable String country) {}

    record Answer(String requestId, List<Ad> ads) {}

    record Ad(
            String adId,
            String campaignId,
            int slot,
            String title,
            String description,
            String displayUrl,
            String impressionUrl,
            String clickUrl,
            String token) {}

    @PostMapping(PATH)
    @Allow(Role.PUBLISHER)
    Answer request(@Valid @RequestBody AdRequest body, Caller caller) {
        return ANSWER;
    }

    /** Collects, and tells the bytes that are in use behind it. */
    @PostMapping(KEPT)
    @Public
    long kept() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
