package io.recount.command.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CrawlerAgentsTest {
    private static final JsonNode LIST = json();
    private static final CrawlerAgents CRAWLERS = bundled();

    private static JsonNode json() {
        try (InputStream list = Bundled.open("crawler-user-agents.json")) {
            return JsonMapper.shared().readTree(list);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static CrawlerAgents bundled() {
        try (InputStream list = Bundled.open("crawler-user-agents.json")) {
            return CrawlerAgents.read(list);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
                "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2;"
                        + " +https://openai.com/gptbot)",
                "Mozilla/5.0 (compatible; Yeti/1.1; +https://naver.me/spd)",
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
                        + " HeadlessChrome/126.0.0.0 Safari/537.36",
                "curl/8.5.0",
                "python-requests/2.32.3",
                "Wget/1.21.4",
                "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
            })
    void crawlersAreKnown(String agent) {
        assertThat(CRAWLERS.matches(agent)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
                        + " Chrome/141.0.0.0 Safari/537.36",
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
                        + " Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0",
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0",
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15"
                        + " (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
                "Mozilla/5.0 (Linux; Android 14; SM-S921N) AppleWebKit/537.36 (KHTML, like Gecko)"
                        + " SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36",
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15"
                        + " (KHTML, like Gecko) Mobile/15E148 KAKAOTALK 25.7.2",
                "Mozilla/5.0 (Linux; Android 13; SM-A536N) AppleWebKit/537.36 (KHTML, like Gecko)"
                        + " Version/4.0 Chrome/130.0.0.0 Whale/1.0.0.0 Crosswalk/29 Mobile"
                        + " Safari/537.36 NAVER(inapp; search; 1200; 12.8.5)",
                "MyShop/4.2 (Android 14)",
                "Firefox",
            })
    void browsersAndAppsAreNone(String agent) {
        assertThat(CRAWLERS.matches(agent)).isFalse();
    }

    @Test
    void everyAgentThatTheListGivesAsAnExampleIsKnown() {
        List<String> examples = new ArrayList<>();
        LIST.forEach(entry -> entry.path("instances").forEach(i -> examples.add(i.asString())));

        assertThat(examples).hasSizeGreaterThan(2_000).allMatch(CRAWLERS::matches);
    }

    @Test
    void theTrieSaysWhatTheExpressionsSay() {
        // given
        List<Pattern> expressions = new ArrayList<>();
        List<String> examples = new ArrayList<>();
        for (JsonNode entry : LIST) {
            expressions.add(Pattern.compile(entry.path("pattern").asString()));
            entry.path("instances").forEach(instance -> examples.add(instance.asString()));
        }
        Random random = new Random(5);

        for (int i = 0; i < 2_000; i++) {
            // when: cut out of an example, so that some match and some do not
            String example = examples.get(random.nextInt(examples.size()));
            int from = random.nextInt(example.length());
            String agent = example.substring(from, from + random.nextInt(example.length() - from));

            // then
            assertThat(CRAWLERS.matches(agent))
                    .as(agent)
                    .isEqualTo(expressions.stream().anyMatch(e -> e.matcher(agent).find()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{}]", "[{\"pattern\": \"(\"}]", "x", "[{\"pattern\": \"\"}]"})
    void whatIsNoListIsRefused(String json) {
        assertThatThrownBy(
                        () ->
                                CrawlerAgents.read(
                                        new ByteArrayInputStream(
                                                json.getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(IOException.class);
    }
}
