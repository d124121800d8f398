package io.recount.command.serving.gate;

import java.util.HashMap;
import java.util.Map;

/**
 * What an instance tells the others that it has in flight: its name, then a line an id with the
 * price and what is expected by part of the click delay. Times are left out: clocks of machines
 * differ, and it is fresh.
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
            Flow flow = entry.getValue();
            text.append('\n').append(entry.getKey()).append(' ').append((float) flow.price());
            for (int part = 0; part < ClickDelay.PARTS; part++) {
                text.append(' ').append((float) flow.part(part));
            }
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
            if (words.length == 2 + ClickDelay.PARTS) {
                try {
                    flows.put(words[0], flow(words, heardMs));
                } catch (NumberFormatException e) {
                    flows.remove(words[0]);
                }
            }
        }
        return new InFlightMessage(lines[0], flows);
    }

    private static Flow flow(String[] words, long heardMs) {
        double[] expected = new double[ClickDelay.PARTS];
        for (int part = 0; part < ClickDelay.PARTS; part++) {
            expected[part] = Math.max(0, Double.parseDouble(words[2 + part]));
        }
        return new Flow(expected, Math.max(0, Double.parseDouble(words[1])), heardMs, 0);
    }
}
