package io.recount.command.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.recount.command.Ids;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class TokenSealTest {
    private static final String KEY_1 = Base64.getEncoder().encodeToString(new byte[32]);
    private static final String KEY_2 =
            Base64.getEncoder()
                    .encodeToString(
                            "another key of thirty-two bytes!".getBytes(StandardCharsets.UTF_8));

    private final TokenSeal seal = seal(1, Map.of(1, KEY_1));

    @Property(tries = 2_000)
    void whatWasSealedIsOpenedAsItWas(
            @ForAll @AlphaChars @NumericChars @StringLength(13) String advertiser,
            @ForAll @AlphaChars @NumericChars @StringLength(min = 1, max = 26) String id,
            @ForAll @LongRange(min = 1, max = 9_000_000_000_000_000L) long price,
            @ForAll @IntRange(min = 1, max = 10) int slot,
            @ForAll boolean test) {
        AdToken token =
                new AdToken(
                        advertiser + "-" + id,
                        advertiser + "-c",
                        advertiser + "-a",
                        slot,
                        price,
                        Instant.ofEpochMilli(price % 4_000_000_000_000L),
                        test,
                        test ? null : "visitor",
                        null);

        assertThat(seal.open(seal.seal(token))).contains(token);
    }

    @Test
    void tenThousandChangedBitsAreAllRefused() {
        // given
        byte[] sealed = Base64.getUrlDecoder().decode(seal.seal(token()));
        Random random = new Random(7);

        for (int i = 0; i < 10_000; i++) {
            // when
            byte[] forged = sealed.clone();
            int bit = i < sealed.length * 8 ? i : random.nextInt(sealed.length * 8);
            forged[bit / 8] ^= (byte) (1 << (bit % 8));

            // then
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(forged);
            assertThat(seal.open(text)).as("bit %d", bit).isEmpty();
        }
    }

    @Property(tries = 2_000)
    void noTextIsATokenByChance(@ForAll @StringLength(max = 300) String text) {
        assertThat(seal.open(text)).isEmpty();
    }

    @Test
    void everyShorterOrLongerTextIsRefused() {
        String text = seal.seal(token());

        for (int length = 0; length < text.length(); length++) {
            assertThat(seal.open(text.substring(0, length))).isEmpty();
        }
        assertThat(seal.open(text + "A")).isEmpty();
        assertThat(seal.open(text + "=")).isEmpty();
        assertThat(seal.open(text + "A".repeat(1_000_000))).isEmpty();
    }

    @Test
    void aFormerKeyOpensAndTheCurrentOneSeals() {
        TokenSeal rotated = seal(2, Map.of(1, KEY_1, 2, KEY_2));

        assertThat(rotated.open(seal.seal(token()))).contains(token());
        assertThat(seal.open(rotated.seal(token()))).isEmpty();
    }

    @Test
    void anotherKeyUnderTheSameIdOpensNothing() {
        assertThat(seal(1, Map.of(1, KEY_2)).open(seal.seal(token()))).isEmpty();
    }

    @Test
    void twoTokensOfTheSameAdDiffer() {
        assertThat(seal.seal(token())).isNotEqualTo(seal.seal(token()));
    }

    @Test
    void aTokenOfRealIdsFitsAUrl() {
        String advertiser = Ids.newAdvertiserId();
        AdToken token =
                new AdToken(
                        Ids.newClickId(advertiser),
                        Ids.newId(advertiser),
                        Ids.newId(advertiser),
                        10,
                        9_000_000_000_000_000L,
                        Instant.parse("2026-11-16T03:00:00Z"),
                        false,
                        "0123456789abcdef",
                        "0123456789abcdef");

        assertThat(seal.seal(token)).hasSizeLessThan(300);
    }

    @Test
    void theServiceDoesNotStartWithoutAKey() {
        assertThatThrownBy(() -> new TokenSeal(new TokenProperties(Map.of(), null, Duration.ZERO)))
                .hasMessageContaining("recount.tokens");
        assertThatThrownBy(() -> seal(2, Map.of(1, KEY_1))).hasMessageContaining("current");
        assertThatThrownBy(() -> seal(1, Map.of(1, "c2hvcnQ="))).hasMessageContaining("32 bytes");
    }

    private static TokenSeal seal(int current, Map<Integer, String> keys) {
        return new TokenSeal(new TokenProperties(keys, current, Duration.ofMinutes(30)));
    }

    private static AdToken token() {
        return new AdToken(
                "adv-click",
                "adv-campaign",
                "adv-ad",
                1,
                100,
                Instant.parse("2026-11-16T03:00:00Z"),
                false,
                "visitor",
                "network");
    }
}
