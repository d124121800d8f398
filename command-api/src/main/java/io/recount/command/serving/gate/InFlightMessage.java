package io.recount.command.serving.gate;

import java.util.HashMap;
import java.util.Map;

/**
 * What an instance tells the others that it has in flight: its name, then a line an id with the
 * mean and the variance. Times are left out: clocks of machines differ, and it is fresh.
 */
record InFlightMessage(String instance, Map<String, Flow> flows) {
    private static final int LINES_MAX = 10_000;

    String text() {
        StringBuilder text = new StringBuilder(instance);
        int lines = 0;
        for (Map.Entry<String, Flow> entry : flows.entrySet()) {
            if (lines++ == LINES_MAX) {
                break;
            }
            text.append('\n')
                    .append(entry.getKey())
                    .append(' ')
                    .append((float) entry.getValue().mean())
                    .append(' ')
                    .append((float) entry.getValue().variance());
        }
        return text.toString();
    }

    /**
     * Lines that are not of that form are left out.
     *
     * @param heardMs from when on it decays
     */
    static InFlightMessage of(String text, long heardMs) {
        String[] lines = text.split("\n", LINES_MAX + 1);
        Map<String, Flow> flows = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            String[] words = lines[i].split(" ", -1);
            if (words.length == 3) {
                try {
                    flows.put(
                            words[0],
                            new Flow(
                                    Math.max(0, Double.parseDouble(words[1])),
                                    Math.max(0, Double.parseDouble(words[2])),
                                    heardMs,
                                    0));
                } catch (NumberFormatException e) {
                    continue;
                }
            }
        }
        return new InFlightMessage(lines[0], flows);
    }
}
