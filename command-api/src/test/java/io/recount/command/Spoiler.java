package io.recount.command;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Good requests with something wrong in them: in a value, in the structure, or in the bytes. */
final class Spoiler {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Values that no field, or hardly any, can take. */
    private static final List<String> ODD =
            List.of(
                    "null",
                    "true",
                    "-1",
                    "0",
                    "1.5",
                    "1e400",
                    "1e-2147483647",
                    "1e999999999",
                    "99999999999999999999999999",
                    "-9223372036854775809",
                    "\"\"",
                    "\" \"",
                    "\"\\u0000\\ud800\"",
                    "\"${AUCTION_PRICE}\"",
                    "\"{\\\"assets\\\":[{\\\"id\\\":1e9}]}\"",
                    "[]",
                    "{}",
                    "[null]",
                    "[[[[[[[[]]]]]]]]",
                    "{\"\": {\"\": {}}}");

    private static final String BID_REQUEST =
            """
            {"id": "r", "at": 2, "tmax": 120, "test": 0, "cur": ["KRW"], "bcat": ["IAB25"],
             "badv": ["ford.com"], "wseat": ["a"], "bseat": ["b"],
             "imp": [
               {"id": "1", "bidfloor": 0.5, "bidfloorcur": "KRW", "secure": 1, "exp": 60,
                "banner": {"w": 300, "h": 250, "format": [{"w": 300, "h": 250}], "btype": [4]},
                "qty": {"multiplier": 1}, "video": {"mimes": ["video/mp4"]},
                "pmp": {"private_auction": 0, "deals": [{"id": "d", "bidfloor": 2.5, "at": 3,
                        "bidfloorcur": "KRW", "wseat": ["a"], "wadomain": ["a.com"]}]}},
               {"id": "2", "native": {"ver": "1.2", "request":
                 "{\\"ver\\":\\"1.2\\",\\"assets\\":[{\\"id\\":1,\\"title\\":{\\"len\\":25}}]}"}},
               {"id": "3", "native": {"request": {"eventtrackers": [{"event": 1, "methods": [1]}],
                 "assets": [{"id": 1, "required": 1, "data": {"type": 2, "len": 140}},
                            {"id": 2, "img": {"type": 3, "wmin": 836}}]}}}],
             "site": {"keywords": "%s,hats", "kwarray": ["cars"], "cat": ["IAB3-1"],
                      "content": {"keywords": "news", "cat": ["IAB2"]}},
             "device": {"ua": "Firefox", "ip": "203.0.113.9", "devicetype": 4, "lmt": 0,
                        "geo": {"country": "KOR"}},
             "user": {"id": "u", "buyeruid": "v"}, "regs": {"gdpr": 0}, "ext": {"explain": true}}""";

    private static final String AD_REQUEST =
            """
            {"requestId": "r", "query": "%s", "categories": ["IAB3-1"], "slots": 2,
             "floorMicros": 1000000, "user": {"id": "u"}, "geo": {"country": "KR"},
             "device": {"ip": "203.0.113.9", "userAgent": "Firefox", "type": "mobile"},
             "test": false, "explain": true}""";

    private final Random random;
    private final String keyword;

    Spoiler(Random random, String keyword) {
        this.random = random;
        this.keyword = keyword;
    }

    byte[] bidRequest() {
        return spoiled(BID_REQUEST.formatted(keyword));
    }

    byte[] adRequest() {
        return spoiled(AD_REQUEST.formatted(keyword));
    }

    private byte[] spoiled(String good) {
        int times = 1 + random.nextInt(3);
        if (random.nextInt(4) == 0) {
            byte[] bytes = good.getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < times; i++) {
                bytes = spoiled(bytes);
            }
            return bytes;
        }
        // As text: some of the odd numbers are too much for a tree of values.
        String text = good;
        JsonNode root = JSON.readTree(good);
        for (int i = 0; i < times; i++) {
            text = spoilField(root);
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private byte[] spoiled(byte[] bytes) {
        if (bytes.length == 0) {
            return bytes;
        }
        int at = random.nextInt(bytes.length);
        return switch (random.nextInt(4)) {
            case 0 -> part(bytes, 0, at);
            case 1 -> joined(part(bytes, 0, at), part(bytes, at + 1, bytes.length));
            case 2 -> joined(part(bytes, 0, at), bytes); // Twice from its beginning.
            default -> {
                byte[] flipped = bytes.clone();
                flipped[at] = (byte) random.nextInt(256);
                yield flipped;
            }
        };
    }

    private static byte[] part(byte[] bytes, int from, int to) {
        return java.util.Arrays.copyOfRange(bytes, Math.min(from, to), to);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** Puts something else in the place of one value, or takes it away; as text. */
    private String spoilField(JsonNode root) {
        List<Runnable> spots = new ArrayList<>();
        String mark = "@" + random.nextInt(1_000_000) + "@";
        collect(root, mark, spots);
        if (spots.isEmpty()) {
            return root.toString();
        }
        spots.get(random.nextInt(spots.size())).run();
        return root.toString()
                .replaceAll("\"@\\d+@\"", java.util.regex.Matcher.quoteReplacement(odd()));
    }

    private void collect(JsonNode node, String mark, List<Runnable> spots) {
        if (node instanceof ObjectNode object) {
            object.propertyNames()
                    .forEach(
                            name -> {
                                spots.add(() -> object.put(name, mark));
                                spots.add(() -> object.remove(name));
                                collect(object.path(name), mark, spots);
                            });
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                int index = i;
                spots.add(() -> array.set(index, mark));
                spots.add(() -> array.add(array.get(index)));
                collect(array.get(i), mark, spots);
            }
        }
    }

    private String odd() {
        return switch (random.nextInt(20)) {
            case 0 -> "[".repeat(10_000) + "]".repeat(10_000);
            case 1 -> "\"" + "x".repeat(100_000) + "\"";
            case 2 -> "9".repeat(2_000);
            case 3 -> "\"" + "x".repeat(300_000) + "\""; // More than a body may have.
            default -> ODD.get(random.nextInt(ODD.size()));
        };
    }
}
