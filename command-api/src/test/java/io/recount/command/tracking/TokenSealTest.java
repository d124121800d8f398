package io.recount.command.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.f4b6a3.tsid.Tsid;
import com.github.f4b6a3.ulid.Ulid;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.recount.command.Ids;
import io.recount.event.ExperimentArm;
import io.recount.rules.auction.Arms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** Tokens of every layout, whole and broken. Long because all are made by one set of keys. */
class TokenSealTest {
    private static final String KEY_1 = Base64.getEncoder().encodeToString(new byte[32]);
    private static final String KEY_2 =
            Base64.getEncoder()
                    .encodeToString(
                            "another key of thirty-two bytes!".getBytes(StandardCharsets.UTF_8));

    private static final List<ExperimentArm> ARMS =
            List.of(
                    new ExperimentArm("exp-0r1j8x2k3m4n5", "control"),
                    new ExperimentArm("exp-1", "x"));

    private final TokenSeal seal = seal(1, Map.of(1, KEY_1));

    @Property(tries = 2_000)
    void whatWasSealedIsOpenedAsItWas(
            @ForAll @AlphaChars @NumericChars @StringLength(13) String advertiser,
            @ForAll @AlphaChars @NumericChars @StringLength(min = 1, max = 26) String id,
            @ForAll @LongRange(min = 1, max = 9_000_000_000_000_000L) long price,
            @ForAll @IntRange(min = 1, max = 10) int slot,
            @ForAll boolean test,
            @ForAll boolean exchange) {
        AdToken token =
                new AdToken(
                        advertiser + "-" + id,
                        advertiser + "-c",
                        advertiser + "-a",
                        slot,
                        price,
                        Instant.ofEpochMilli(price % 4_000_000_000_000L),
                        test,
                        exchange,
                        test ? null : "visitor",
                        null,
                        test ? "local-publisher" : null,
                        exchange ? ARMS : List.of());

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
    void aKeyThatWasTakenAwayOpensNothing() {
        TokenSeal later = seal(3, Map.of(2, KEY_2, 3, KEY_1));

        assertThat(later.open(seal(2, Map.of(1, KEY_1, 2, KEY_2)).seal(token()))).contains(token());
        assertThat(later.open(seal.seal(token()))).isEmpty();
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
                        false,
                        "0123456789abcde_",
                        "0123456789abcdef",
                        "key-" + Ids.newAdvertiserId(),
                        List.of());

        String url =
                tokens("https://clicks.seoul-1.advertising.example.co.kr/recount")
                        .clickUrl(seal.seal(token));

        assertThat(url).hasSizeLessThan(300);
        assertThat(seal.open(url.substring(url.lastIndexOf('/') + 1))).contains(token);
    }

    @Test
    void aTokenWithArmsOfThreeLayersFitsAUrlOfFourHundredCharacters() {
        // given
        String advertiser = Ids.newAdvertiserId();
        List<ExperimentArm> arms = new ArrayList<>();
        for (int layer = 0; layer < Arms.LAYERS_MAX; layer++) {
            arms.add(new ExperimentArm(Ids.newExperimentId(), "sixteen-chars-" + layer + "x"));
        }
        AdToken token =
                new AdToken(
                        Ids.newClickId(advertiser),
                        Ids.newId(advertiser),
                        Ids.newId(advertiser),
                        10,
                        9_000_000_000_000_000L,
                        Instant.parse("2026-11-16T03:00:00Z"),
                        false,
                        true,
                        "0123456789abcde_",
                        "0123456789abcdef",
                        "key-" + Ids.newAdvertiserId(),
                        arms);

        // when
        String url =
                tokens("https://clicks.seoul-1.advertising.example.co.kr/recount")
                        .clickUrl(seal.seal(token));

        // then
        assertThat(url).hasSizeLessThan(400);
        assertThat(seal.open(url.substring(url.lastIndexOf('/') + 1))).contains(token);
    }

    @Test
    void aTokenOfTheReleaseBeforeArmsIsRead() throws IOException {
        // given: its bytes are those of a token without arms, but for version and count
        byte[] bytes = token().toBytes();
        byte[] before = Arrays.copyOf(bytes, bytes.length - 1);
        before[0] = 2;

        // then
        assertThat(AdToken.fromBytes(before)).isEqualTo(token());
    }

    @Test
    void theLongestTokenThereCanBeFitsAUrlOfFourHundredCharacters() {
        // given: no id is written as a number, and a key's id has all of its 64 characters
        String advertiser = "Z".repeat(13);
        AdToken token =
                new AdToken(
                        advertiser + "-" + "Z".repeat(26),
                        advertiser + "-" + "Z".repeat(13),
                        advertiser + "-" + "Z".repeat(13),
                        10,
                        9_000_000_000_000_000L,
                        Instant.parse("9999-12-31T23:59:59.999Z"),
                        false,
                        false,
                        "0123456789abcdef",
                        "0123456789abcdef",
                        "k".repeat(64),
                        List.of());

        // when
        String url =
                tokens("https://clicks.seoul-1.advertising.example.co.kr/recount")
                        .clickUrl(seal.seal(token));

        // then
        assertThat(url).hasSizeLessThan(400);
        assertThat(seal.open(url.substring(url.lastIndexOf('/') + 1))).contains(token);
    }

    @Property(tries = 2_000)
    void everyIdAndPseudonymOfOursComesBackFromItsNumber(
            @ForAll long id, @ForAll long high, @ForAll @Size(12) byte[] pseudonym) {
        // given
        String tsid = new Tsid(id).toLowerCase();
        AdToken token =
                new AdToken(
                        tsid + "-" + new Ulid(high, id).toString().toLowerCase(Locale.ROOT),
                        tsid + "-" + new Tsid(high).toLowerCase(),
                        tsid + "-" + tsid,
                        1,
                        1,
                        Instant.EPOCH,
                        false,
                        false,
                        Base64.getUrlEncoder().withoutPadding().encodeToString(pseudonym),
                        null,
                        null,
                        List.of());

        // then
        assertThat(seal.open(seal.seal(token))).contains(token);
        assertThat(token.toBytes()).hasSize(79);
    }

    @Test
    void halfOfOneTokenAndHalfOfAnotherAreNone() {
        // given: two campaigns' tokens under one key
        byte[] mine = Base64.getUrlDecoder().decode(seal.seal(token()));
        byte[] others = Base64.getUrlDecoder().decode(seal.seal(token()));

        for (int cut = 2; cut < mine.length; cut++) { // The first byte names the key.
            // when
            byte[] forged = mine.clone();
            System.arraycopy(others, cut, forged, cut, mine.length - cut);

            // then
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(forged);
            assertThat(seal.open(text)).as("cut at %d", cut).isEmpty();
        }
    }

    @Test
    void manyAtOnceSealAndOpenWhatIsTheirs() throws Exception {
        // given
        ExecutorService pool = Executors.newFixedThreadPool(8);
        List<Callable<Boolean>> work = new ArrayList<>();
        for (int i = 0; i < 4_000; i++) {
            AdToken token =
                    new AdToken(
                            "adv-" + i,
                            "adv-campaign",
                            "adv-ad",
                            1,
                            i + 1,
                            Instant.EPOCH,
                            false,
                            false,
                            null,
                            null,
                            null,
                            List.of());
            work.add(() -> seal.open(seal.seal(token)).equals(Optional.of(token)));
        }

        // when
        List<Future<Boolean>> done = pool.invokeAll(work);
        pool.shutdown();

        // then
        for (Future<Boolean> same : done) {
            assertThat(same.get()).isTrue();
        }
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
                false,
                "visitor",
                "network",
                "publisher",
                List.of());
    }

    private Tokens tokens(String publicUrl) {
        TokenProperties properties =
                new TokenProperties(Map.of(1, KEY_1), 1, Duration.ofMinutes(30));
        return new Tokens(seal, properties, publicUrl, new SimpleMeterRegistry());
    }
}
