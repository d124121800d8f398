package io.recount.command.serving.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.command.serving.catalogue.Keyword.Match;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeywordTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "red shoes, BROAD, false, 'red shoes'",
                "'\"red shoes\"', PHRASE, false, 'red shoes'",
                "[red shoes], EXACT, false, 'red shoes'",
                "-cheap, BROAD, true, 'cheap'",
                "'-\"second hand\"', PHRASE, true, 'second hand'",
                "-[second hand], EXACT, true, 'second hand'",
                "'- \" second hand \"', PHRASE, true, 'second hand'",
                "겨울 등산화, BROAD, false, '겨울 등산화'",
                "“겨울 등산화”, PHRASE, false, '겨울 등산화'",
                "［ＲＥＤ　Shoes］, EXACT, false, 'red shoes'",
                "e-bike, BROAD, false, 'e-bike'",
            })
    void saysHowItMatchesByItsSigns(String text, Match match, boolean negative, String words) {
        assertThat(Keyword.fault(text)).isNull();
        assertThat(Keyword.of(text))
                .isEqualTo(new Keyword(match, negative, List.of(words.split(" "))));
    }

    @Test
    void theOrderOfWordsIsPartOfPhrasesAlone() {
        assertThat(Keyword.of("shoes red red")).isEqualTo(Keyword.of("red shoes"));
        assertThat(Keyword.of("\"shoes red\"")).isNotEqualTo(Keyword.of("\"red shoes\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CAFE\u0301", "ｃａｆé", "Café", "\u00a0café\u2003"})
    void aTextHasOneSpelling(String text) {
        assertThat(Words.of(text)).containsExactly("café");
    }

    @Test
    void splitsKoreanAndEnglishBySpaceAlone() {
        assertThat(Words.of("나이키 에어맥스  Nike-Air")).containsExactly("나이키", "에어맥스", "nike-air");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "'\"red shoes', must be plain words",
                "red [shoes], must be plain words",
                "'\"red\" shoes', must be plain words",
                "'\"-red\"', may begin with one minus",
                "--red, may begin with one minus",
                "-, has no words",
                "'\"\"', has no words",
                "'[ ]', has no words",
                "a b c d e f g h i j k, has more than 10 words",
            })
    void saysWhatIsWrongWithAKeyword(String text, String fault) {
        assertThat(Keyword.fault(text)).startsWith(fault);
    }
}
