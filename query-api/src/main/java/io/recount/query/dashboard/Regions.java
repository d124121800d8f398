package io.recount.query.dashboard;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;

/**
 * The live parts of the page, each drawn on its own from the same templates as the first paint, so
 * that only those that changed are sent.
 */
@Component
public class Regions {
    /** Templates name each region's fragment as the page names its element. */
    private static final List<String> FIXED =
            List.of("now", "attention", "figures", "clicks", "budgets", "totals", "pager");

    static final String ROWS = "rows";

    private static final String TEMPLATE = "regions";

    private final ITemplateEngine templates;

    Regions(ITemplateEngine templates) {
        this.templates = templates;
    }

    /** A page's regions by element id; rows of the table are regions of their own. */
    public record Drawn(Map<String, String> regions, List<String> rows, String rowsTogether) {
        /** What a browser that shows {@code shown} lacks, by element id. */
        public Map<String, String> since(Drawn shown) {
            Map<String, String> changed = new LinkedHashMap<>();
            boolean sameRows = rows.equals(shown.rows);
            regions.forEach(
                    (id, html) -> {
                        if ((sameRows || !rows.contains(id))
                                && !html.equals(shown.regions.get(id))) {
                            changed.put(id, html);
                        }
                    });
            if (!sameRows) {
                changed.put(ROWS, rowsTogether);
            }
            return changed;
        }

        /** Before anything was sent. */
        public static Drawn nothing() {
            return new Drawn(Map.of(), List.of(), "");
        }
    }

    public Drawn draw(Overview page, View view) {
        Map<String, String> regions = new LinkedHashMap<>();
        Context context = new Context();
        context.setVariable("page", page);
        context.setVariable("view", view);
        for (String region : FIXED) {
            regions.put(region, fragment(region, context));
        }
        StringBuilder together = new StringBuilder("<tbody id=\"rows\" role=\"rowgroup\">");
        for (CampaignRow row : page.rows()) {
            context.setVariable("c", row);
            String html = fragment("row", context);
            regions.put(row.id(), html);
            together.append(html);
        }
        return new Drawn(
                regions,
                page.rows().stream().map(CampaignRow::id).toList(),
                together.append("</tbody>").toString());
    }

    private String fragment(String name, Context context) {
        return templates.process(TEMPLATE, Set.of(name), context).strip();
    }
}
