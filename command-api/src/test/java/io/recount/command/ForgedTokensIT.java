package io.recount.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.command.tracking.Forge;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Ten thousand tokens that nobody sealed for what they are used for: none costs anything. */
class ForgedTokensIT extends OnSharedParts {
    private static final int OF_A_KIND = 2_500;

    @Test
    void tenThousandForgedTokensAreRefusedAndNothingIsCharged() throws Exception {
        // given
        Live mine = live(1_000 * WON, 500 * WON);
        Live others = live(1_000 * WON, 500 * WON);
        Random random = new Random(18);
        byte[] sealed = Base64.getUrlDecoder().decode(token(mine));
        byte[] othersSealed = Base64.getUrlDecoder().decode(token(others));
        List<String> forged = new ArrayList<>();
        List<String> expired = new ArrayList<>();
        for (int i = 0; i < OF_A_KIND; i++) {
            forged.add(bitFlipped(sealed, random.nextInt(sealed.length * 8)));
            forged.add(token(Forge.OTHER_KEY, mine, Instant.now()));
            forged.add(spliced(sealed, othersSealed, 2 + random.nextInt(sealed.length - 2)));
            expired.add(token(Forge.LOCAL_KEY, mine, Instant.now().minus(Duration.ofMinutes(31))));
        }

        // when
        List<Reply> refused = click(forged);
        List<Reply> late = click(expired);

        // then
        assertThat(refused)
                .hasSize(3 * OF_A_KIND)
                .allMatch(reply -> reply.status() == 400 && reply.code().equals("FORGED_TOKEN"));
        assertThat(late)
                .hasSize(OF_A_KIND)
                .allMatch(reply -> reply.text("outcome").equals("EXPIRED"))
                .allMatch(reply -> reply.number("chargedMicros") == 0);
        assertThat(events(mine.advertiserId(), "ClickCharged")).isZero();
        assertThat(events(others.advertiserId(), "ClickCharged")).isZero();
    }

    private static String token(String key, Live live, Instant servedAt) {
        return Forge.token(key, live.campaignId(), live.adId(), 100 * WON, servedAt);
    }

    private static String bitFlipped(byte[] sealed, int bit) {
        byte[] forged = sealed.clone();
        forged[bit / 8] ^= (byte) (1 << (bit % 8));
        return text(forged);
    }

    /** One campaign's token up to there, another's from there on. */
    private static String spliced(byte[] sealed, byte[] other, int cut) {
        byte[] forged = sealed.clone();
        System.arraycopy(other, cut, forged, cut, Math.min(forged.length, other.length) - cut);
        return text(forged);
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private List<Reply> click(List<String> tokens) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(16);
        List<Future<Reply>> pending = new ArrayList<>();
        for (String token : tokens) {
            pending.add(
                    pool.submit(
                            () -> post("/v1/clicks", "local-operator", Map.of("token", token))));
        }
        List<Reply> replies = new ArrayList<>();
        for (Future<Reply> reply : pending) {
            replies.add(reply.get());
        }
        pool.shutdown();
        return replies;
    }
}
