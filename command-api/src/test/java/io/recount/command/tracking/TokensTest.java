package io.recount.command.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TokensTest {
    private static final String KEY_1 = key(1);
    private static final String KEY_2 = key(2);
    private static final String ADVERTISER = "0nw3v5tkq4zj8";
    private static final Instant SERVED = Instant.parse("2026-11-18T05:32:08.123Z");
    private static final ServedAd AD =
            new ServedAd(
                    ADVERTISER + "-01JD3Y8W5V3K5S8Q2M4N6P8R0T",
                    ADVERTISER,
                    ADVERTISER + "-0nw3v5tkq4zj9",
                    ADVERTISER + "-0nw3v5tkq4zja",
                    9_000_000_000_000_000L,
                    10,
                    SERVED,
                    false,
                    "AbCdEfGhIjKlMnOp",
                    "QrStUvWxYz012345");

    @Test
    void givesBackWhatItSealed() throws ForgedTokenException {
        Tokens tokens = tokens(Map.of(1, KEY_1), 1);
        assertThat(tokens.open(tokens.seal(AD))).isEqualTo(AD);
    }

    @Test
    void keepsAClickUrlUnder400Characters() {
        String url = "https://ads.a-rather-long-marketplace-name.example/t/c/";
        assertThat(url + tokens(Map.of(1, KEY_1), 1).seal(AD)).hasSizeLessThan(400);
    }

    @Test
    void opensTheOldKeysTokensAfterAChangeOfKeys() throws ForgedTokenException {
        String old = tokens(Map.of(1, KEY_1), 1).seal(AD);
        Tokens changed = tokens(Map.of(1, KEY_1, 2, KEY_2), 2);
        assertThat(changed.open(old)).isEqualTo(AD);
        assertThat(changed.open(changed.seal(AD))).isEqualTo(AD);
    }

    @Test
    void refusesAnotherKeysTokens() {
        String other = tokens(Map.of(1, KEY_2), 1).seal(AD);
        assertForged(tokens(Map.of(1, KEY_1), 1), other);
    }

    @Test
    void refusesEveryFlippedBit() {
        Tokens tokens = tokens(Map.of(1, KEY_1), 1);
        byte[] sealed = Base64.getUrlDecoder().decode(tokens.seal(AD));
        Random random = new Random(42);
        for (int i = 0; i < 10_000; i++) {
            byte[] changed = sealed.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            assertForged(tokens, Base64.getUrlEncoder().withoutPadding().encodeToString(changed));
        }
    }

    @Test
    void refusesWhatIsNoToken() {
        Tokens tokens = tokens(Map.of(1, KEY_1), 1);
        for (String text : new String[] {"", "A", "AQ", "%%%", "한국어", "A".repeat(5_000)}) {
            assertForged(tokens, text);
        }
    }

    @Test
    void expiresAfterItsTime() {
        Tokens tokens = tokens(Map.of(1, KEY_1), 1);
        assertThat(tokens.isExpired(AD, SERVED.plus(Duration.ofMinutes(30)))).isFalse();
        assertThat(tokens.isExpired(AD, SERVED.plus(Duration.ofMinutes(30)).plusMillis(1)))
                .isTrue();
    }

    @Test
    void refusesToStartWithoutItsKey() {
        assertThatThrownBy(() -> tokens(Map.of(1, KEY_1), 2)).hasMessageContaining("no key 2");
        assertThatThrownBy(() -> tokens(Map.of(1, "c2hvcnQ="), 1)).hasMessageContaining("40 bits");
    }

    private static void assertForged(Tokens tokens, String token) {
        assertThatThrownBy(() -> tokens.open(token)).isInstanceOf(ForgedTokenException.class);
    }

    private static Tokens tokens(Map<Integer, String> keys, int current) {
        return new Tokens(new TokenProperties(keys, current, Duration.ofMinutes(30)));
    }

    private static String key(int seed) {
        byte[] key = new byte[32];
        new Random(seed).nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }
}
