package io.recount.ops.drill.profile;

import com.fasterxml.jackson.databind.JsonNode;
import io.recount.ops.drill.profile.Heard.Told;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What came of a profile: figures, a row for each kind of bot, and what is wrong. */
public final class Verdict {
    /** A minute, and what early events of the next and a busy machine add to it. */
    private static final Duration JOB_BEHIND = Duration.ofMinutes(3);

    private final Profile.Kind kind;
    private final Heard heard;
    private final Profile.Seen seen;

    Verdict(Profile.Kind kind, Profile.Seen seen) {
        this.kind = kind;
        this.seen = seen;
        this.heard = seen.heard();
    }

    /** What was done and seen, for people. */
    public List<String> facts() {
        return List.of(
                heard.figures(),
                "from %s to %s, %d minutes"
                        .formatted(
                                seconds(heard.began()),
                                seconds(seen.until()),
                                Duration.between(heard.began(), seen.until()).toMinutes()),
                "impressions and charged clicks in the job's minutes %,d, complete up to %s"
                        .formatted(heard.countedByTheJob(), seconds(heard.countedUpTo())),
                "alerts on the topic %,d, listed by the API %,d; holds and credits asked for %,d"
                        .formatted(
                                heard.alerts().size(), seen.listed().size(), heard.acts().size()));
    }

    /** A row for each kind of bot; empty where there was none. */
    public String table() {
        List<String> rows = new TreeSet<>(seen.labels().values()).stream().map(this::row).toList();
        return rows.isEmpty()
                ? ""
                : """
                | bot | clicks | of them charged | alerts | rules | first alert after the first click | clicks named |
                |---|---|---|---|---|---|---|
                """
                        + String.join("", rows);
    }

    private String row(String bot) {
        Set<String> clickIds = clicksOf(bot);
        List<Told> named = naming(clickIds);
        Set<String> rules =
                named.stream().map(told -> told.alert().getRuleId()).collect(Collectors.toSet());
        return String.format(
                Locale.ROOT,
                "| %s | %,d | %,d | %,d | %s | %s | %,d |%n",
                bot.toLowerCase(Locale.ROOT),
                clickIds.size(),
                common(clickIds, heard.charged()).size(),
                named.size(),
                String.join(", ", new TreeSet<>(rules)),
                delay(clickIds, named),
                named.stream()
                        .flatMap(told -> common(told.clickIds(), clickIds).stream())
                        .distinct()
                        .count());
    }

    private String delay(Set<String> clickIds, List<Told> named) {
        Instant clicked =
                clickIds.stream()
                        .map(heard.clicks()::get)
                        .filter(Objects::nonNull)
                        .min(Comparator.naturalOrder())
                        .orElse(Instant.EPOCH);
        return named.stream()
                .map(Told::first)
                .min(Comparator.naturalOrder())
                .map(first -> Duration.between(clicked, first).toSeconds() + " s")
                .orElse("–");
    }

    /** Empty where everything is as it must be. */
    public List<String> wrong() {
        List<String> wrong = new ArrayList<>();
        if (heard.charged().isEmpty() || heard.impressions() == 0 || heard.conversions() == 0) {
            wrong.add("there was hardly any traffic: " + heard.figures());
        }
        if (heard.countedUpTo().isBefore(seen.until().minus(JOB_BEHIND))) {
            wrong.add("the job has told no minute since " + heard.countedUpTo());
        }
        heard.acts()
                .forEach(act -> wrong.add("asked for, though alerts are to be told only: " + act));
        List<Told> judged = kind == Profile.Kind.CALM ? heard.alerts() : seen.due();
        judged.forEach(told -> judge(told, wrong));
        Set<String> listed =
                seen.listed().stream().map(Verdict::alertId).collect(Collectors.toSet());
        seen.due().stream()
                .map(told -> told.alert().getAlertId())
                .filter(id -> !listed.contains(id))
                .forEach(id -> wrong.add(id + " was told, and the API does not list it"));
        seen.listed().stream()
                .filter(
                        alert ->
                                alert.path("evidence").isEmpty()
                                        || alert.path("clicks").asInt() == 0)
                .forEach(alert -> wrong.add("listed without evidence or clicks: " + alert));
        if (kind == Profile.Kind.ATTACK) {
            missed().forEach(bot -> wrong.add("nobody names " + bot));
        }
        return wrong;
    }

    /** An alert is right where all its clicks are of one kind of bot. */
    private void judge(Told told, List<String> wrong) {
        Set<String> people = new TreeSet<>(told.clickIds());
        people.removeAll(seen.labels().keySet());
        if (told.clickIds().isEmpty() || told.alert().getEvidence().isEmpty()) {
            wrong.add("without clicks or evidence: " + told.alert());
        } else if (!people.isEmpty()) {
            wrong.add("names clicks of people, " + people + ": " + told.alert());
        }
    }

    private Set<String> missed() {
        Set<String> kinds = new TreeSet<>(seen.labels().values());
        kinds.removeIf(bot -> !naming(clicksOf(bot)).isEmpty());
        return seen.labels().isEmpty() ? Set.of("any bot: there was none") : kinds;
    }

    private List<Told> naming(Set<String> clickIds) {
        return heard.alerts().stream()
                .filter(told -> !common(told.clickIds(), clickIds).isEmpty())
                .toList();
    }

    private Set<String> clicksOf(String bot) {
        return seen.labels().entrySet().stream()
                .filter(label -> label.getValue().equals(bot))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static Set<String> common(Set<String> some, Set<String> others) {
        Set<String> common = new HashSet<>(some);
        common.retainAll(others);
        return common;
    }

    private static Instant seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }

    private static String alertId(JsonNode alert) {
        return alert.path("alertId").asText();
    }
}
