package io.recount.query.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import io.recount.query.Marketplace;
import io.recount.query.QueryApi;
import io.recount.query.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page in a real browser; pictures of it are left in {@code target/screenshots}. */
class DashboardIT {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path PICTURES = Path.of("target/screenshots");
    private static final List<String> FLAGS =
            List.of(
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync");

    private static Marketplace marketplace;
    private static List<String> campaigns;
    private static QueryApi api;
    private static Playwright playwright;
    private static Browser browser;

    private final List<String> complaints = new ArrayList<>();

    @BeforeAll
    static void open() {
        assertThat(CHROMIUM)
                .as("The browser; install it with: apt-get install chromium fonts-noto-cjk")
                .isExecutable();
        TestDatabase database = TestDatabase.migrated();
        marketplace = new Marketplace(database);
        campaigns = marketplace.open(QueryApi.now());
        api = QueryApi.start(database);
        playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser =
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(CHROMIUM)
                                        .setArgs(FLAGS));
    }

    @AfterAll
    static void close() {
        browser.close();
        playwright.close();
        api.close();
    }

    @Test
    void showsTheDaysFiguresOnFirstPaintAndTheirTotalsAgree() {
        // given, when
        try (BrowserContext context = context(1280, ColorScheme.LIGHT)) {
            Page page = opened(context);

            // then
            assertThat(page.locator("#figures .val").allInnerTexts())
                    .contains("51,971,120", "6,204,468", "163,052", "319");
            assertThat(page.locator("#totals").innerText())
                    .contains("All 12 campaigns", "51,971,120", "163,052", "86,000,000");
            assertThat(page.locator("#rows tr").count()).isEqualTo(12);
            assertThat(page.locator("#rows tr").first().innerText())
                    .contains("겨울 보약 상담", "Used up", "530 left");
            assertThat(page.locator("#rows [lang=ko]").count()).isPositive();
            assertThat(page.locator("#attention li").allInnerTexts())
                    .hasSize(3)
                    .anySatisfy(item -> assertThat(item).contains("Balance low", "1,588,000 KRW"))
                    .anySatisfy(item -> assertThat(item).contains("Winter clearance", "95 %"));
            assertThat(page.locator("#clicks svg.wide").getAttribute("aria-label"))
                    .startsWith("Clicks a minute from 13:3")
                    .contains(": steady near 2");
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    void changesInPlaceWithTheDatabase() {
        // given
        try (BrowserContext context = context(1280, ColorScheme.LIGHT)) {
            Page page = opened(context);
            String last = campaigns.get(10);
            Locator spend = page.locator("#c-" + last + " td.strong");
            assertThat(spend.innerText()).isEqualTo("1,178,030");
            page.evaluate("document.getElementById('c-" + last + "').dataset.mine = 'kept'");
            page.locator(".as-table summary").click();

            // when
            marketplace.spend(
                    last,
                    last.substring(0, last.indexOf('-')),
                    Marketplace.dayStart(QueryApi.now()),
                    1_178_180,
                    7_764);
            page.waitForFunction(
                    "() => document.querySelector('#c-"
                            + last
                            + " td.strong').innerText"
                            + " === '1,178,180'",
                    null,
                    new Page.WaitForFunctionOptions().setPollingInterval(20));

            // then
            assertThat(page.locator("#figures .val").first().innerText()).isEqualTo("51,971,270");
            assertThat(page.locator(".as-table").getAttribute("open")).isNotNull();
            marketplace.spend(
                    last,
                    last.substring(0, last.indexOf('-')),
                    Marketplace.dayStart(QueryApi.now()),
                    1_178_030,
                    7_763);
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    void saysWhatItShowsWhileTheConnectionIsLostAndComesBack() {
        // given
        try (BrowserContext context = context(1280, ColorScheme.LIGHT)) {
            Page page = context.newPage();
            page.navigate(api.url());
            page.waitForFunction("() => document.querySelector('.stamp:not(.stale)')");

            // when
            context.route("**/v1/live**", Route::abort);
            page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))");
            page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))");

            // then
            page.waitForFunction(
                    "() => /Reconnecting, showing 14:3\\d:\\d\\d/"
                            + ".test(document.querySelector('.stamp.stale')?.innerText)");

            // when
            context.unroute("**/v1/live**");

            // then
            page.waitForFunction("() => document.querySelector('.stamp:not(.stale)')");
        }
    }

    @Test
    void remembersTheThemeAndFitsANarrowScreen() {
        // given
        try (BrowserContext context = context(390, ColorScheme.LIGHT)) {
            Page page = opened(context);

            // then
            assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                    .isEqualTo(true);
            assertThat(page.locator("#clicks svg.narrow").isVisible()).isTrue();

            // when
            page.locator(".menu summary").click();
            page.locator("[data-theme-switch] button[value=dark]").click();
            page.reload();

            // then
            assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor"))
                    .isEqualTo("rgb(15, 17, 20)");
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    void leavesPicturesOfItself() throws IOException {
        Files.createDirectories(PICTURES);
        picture("overview-light-1280", 1280, ColorScheme.LIGHT);
        picture("overview-dark-1280", 1280, ColorScheme.DARK);
        picture("overview-light-390", 390, ColorScheme.LIGHT);
        assertThat(complaints).isEmpty();
    }

    private void picture(String name, int width, ColorScheme scheme) {
        try (BrowserContext context = context(width, scheme)) {
            opened(context)
                    .screenshot(
                            new Page.ScreenshotOptions()
                                    .setFullPage(true)
                                    .setPath(PICTURES.resolve(name + ".png")));
        }
    }

    private static BrowserContext context(int width, ColorScheme scheme) {
        return browser.newContext(
                new Browser.NewContextOptions().setViewportSize(width, 900).setColorScheme(scheme));
    }

    private Page opened(BrowserContext context) {
        Page page = context.newPage();
        page.onConsoleMessage(message -> complaints.add(message.text()));
        page.onPageError(complaints::add);
        page.navigate(api.url());
        return page;
    }
}
