package io.recount.ops.bench.detection;

import io.recount.ops.traffic.truth.Plan;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Judges detection and quality on the seeds, shapes and kinds that were set aside for it ({@code
 * ground-truth.properties}); with {@code -Drecount.bench.tuning=true} on those that limits were
 * chosen on, and writes nothing.
 */
public final class Detection {
    /** As it is named on the command line, and its page in the docs. */
    public static final String NAME = "detection";

    private final boolean tuning = Boolean.getBoolean("recount.bench.tuning");

    /** A seed with its shapes and kinds. */
    record Case(long seed, Plan plan) implements Serializable {}

    /** What came of a seed. */
    record Result(long seed, Surges.Both surges, Visitors visitors) {}

    public void run(Path folder, PrintStream out) throws Exception {
        Plan plan = tuning ? Plan.tuning() : Plan.evaluation();
        List<Result> results = new ArrayList<>();
        for (long seed : plan.seeds()) {
            Case one = new Case(seed, plan);
            Result result = new Result(seed, Surges.of(one), Visitors.of(one));
            results.add(result);
            out.printf(Locale.ROOT, "%s%n", result);
        }
        write(results, plan, folder, out);
    }

    private void write(List<Result> results, Plan plan, Path folder, PrintStream out)
            throws IOException {
        DetectionPage page = new DetectionPage(results, plan);
        out.println(page.text(NAME));
        if (!tuning) {
            page.write(folder, NAME);
            out.println("Written to " + folder.normalize());
        }
    }

    /** Median of the seeds. */
    static double median(List<Result> results, ToDoubleFunction<Result> figure) {
        double[] sorted = results.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
