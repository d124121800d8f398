package io.recount.query.dashboard;

import io.recount.http.ApiKeys;
import io.recount.http.Caller;
import io.recount.http.Problem;
import io.recount.http.SignedIn;
import io.recount.query.TooEarly;
import io.recount.query.metrics.TodayReader;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The pages: overview, sign-in, and the one that says that the figures cannot be had now. */
@Controller
class DashboardController {
    /** A first paint may show what another viewer was shown this long ago. */
    private static final Duration FIRST_PAINT_AGE = Duration.ofMillis(250);

    private static final String SIGN_IN = "sign-in";
    private static final String TO_OVERVIEW = "redirect:/";
    private static final String TO_SIGN_IN = "redirect:/sign-in";

    private final TodayReader today;
    private final Overviews overviews;
    private final Viewers viewers;
    private final ApiKeys keys;

    DashboardController(TodayReader today, Overviews overviews, Viewers viewers, ApiKeys keys) {
        this.today = today;
        this.overviews = overviews;
        this.viewers = viewers;
        this.keys = keys;
    }

    /** Nothing but our own files, in nobody's frame, remembered by no cache. */
    @ModelAttribute
    void strictly(HttpServletResponse response) {
        response.setHeader(
                "Content-Security-Policy",
                "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    @GetMapping("/")
    String overview(
            HttpServletRequest request,
            HttpServletResponse response,
            Model model,
            @RequestParam @Nullable Integer page,
            @RequestParam @Nullable String zone) {
        try {
            Optional<Caller> viewer = viewers.of(request);
            if (viewer.isEmpty() || !Viewers.mayLook(viewer.get())) {
                return TO_SIGN_IN;
            }
            View view = overviews.view(viewer.get(), page, zone);
            model.addAttribute("page", overviews.overview(today.today(FIRST_PAINT_AGE), view));
            model.addAttribute("view", view);
            model.addAttribute("utc", zone != null);
            model.addAttribute("viewer", viewer.get());
            model.addAttribute("ownZone", overviews.zoneOf(viewer.get()).getId());
            return "overview";
        } catch (DataAccessException e) {
            return unavailable(TooEarly.problemOf(e), response, model);
        } catch (Problem problem) {
            if (problem.status() != HttpStatus.SERVICE_UNAVAILABLE) {
                throw problem;
            }
            return unavailable(problem, response, model);
        }
    }

    private static String unavailable(Problem problem, HttpServletResponse response, Model model) {
        response.setStatus(problem.status().value());
        response.setHeader(HttpHeaders.RETRY_AFTER, "2");
        model.addAttribute("detail", problem.detail());
        return "unavailable";
    }

    @GetMapping("/sign-in")
    String signIn() {
        return SIGN_IN;
    }

    @PostMapping("/sign-in")
    String signIn(
            HttpServletRequest request,
            HttpServletResponse response,
            Model model,
            @RequestParam(defaultValue = "") String key) {
        if (isFromAnotherSite(request)) {
            return refused("The form came from another site. Sign in here.", response, model);
        }
        Optional<Caller> viewer = keys.find(key.strip());
        if (viewer.isEmpty()) {
            return refused("This key is not known, or was revoked.", response, model);
        }
        if (!Viewers.mayLook(viewer.get())) {
            return refused("A publisher’s key has no dashboard.", response, model);
        }
        setCookie(request, response, key.strip(), Duration.ofHours(12));
        return TO_OVERVIEW;
    }

    @PostMapping("/sign-out")
    String signOut(HttpServletRequest request, HttpServletResponse response) {
        if (!isFromAnotherSite(request)) {
            setCookie(request, response, "", Duration.ZERO);
        }
        return TO_SIGN_IN;
    }

    private static String refused(String why, HttpServletResponse response, Model model) {
        response.setStatus(HttpStatus.FORBIDDEN.value());
        model.addAttribute("refused", why);
        return SIGN_IN;
    }

    /** Browsers say where a form came from; where they do not, the cookie's SameSite must do. */
    private static boolean isFromAnotherSite(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        return site != null && !site.equals("same-origin") && !site.equals("none");
    }

    private static void setCookie(
            HttpServletRequest request, HttpServletResponse response, String key, Duration age) {
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(SignedIn.COOKIE, key)
                        .httpOnly(true)
                        .secure(request.isSecure())
                        .sameSite("Strict")
                        .path("/")
                        .maxAge(age)
                        .build()
                        .toString());
    }
}
