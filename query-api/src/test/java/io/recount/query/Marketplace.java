package io.recount.query;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A marketplace of ten advertisers and twelve campaigns in the middle of a working day. */
public final class Marketplace extends ReadModelRows {
    public static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");
    private static final long MINUTE_MS = 60_000;

    private final Random random = new Random(20261118);

    public Marketplace(TestDatabase database) {
        super(database);
    }

    /** A campaign's day: amounts in whole KRW. */
    public record Day(
            String name,
            String owner,
            String status,
            long budget,
            long spent,
            long clicks,
            long impressions) {}

    public static final List<Day> DAYS =
            List.of(
                    new Day("겨울 보약 상담", "정담한의원", "ACTIVE", 5_000_000, 4_999_470, 7_622, 514_863),
                    new Day(
                            "Winter clearance",
                            "Kestrel Bikes",
                            "ACTIVE",
                            8_000_000,
                            7_602_640,
                            18_361,
                            956_240),
                    new Day(
                            "TOEIC 900 in 8 weeks",
                            "Brightside English",
                            "ACTIVE",
                            7_000_000,
                            439_240,
                            2_441,
                            259_562),
                    new Day(
                            "Serum launch",
                            "Fernway Skincare",
                            "ACTIVE",
                            12_000_000,
                            8_055_830,
                            25_243,
                            577_566),
                    new Day(
                            "제주 겨울 특가",
                            "푸른하늘 여행",
                            "ACTIVE",
                            16_000_000,
                            9_324_210,
                            30_164,
                            1_050_862),
                    new Day("김장철 신선식품", "소담마켓", "ACTIVE", 10_000_000, 6_836_420, 22_817, 704_283),
                    new Day("새벽배송 첫 주문", "소담마켓", "ACTIVE", 6_000_000, 3_749_210, 14_476, 554_810),
                    new Day("크리스마스 선물", "도토리 키즈", "ACTIVE", 9_000_000, 5_366_610, 17_423, 635_763),
                    new Day("동계 텐트", "온새미로 캠핑", "ACTIVE", 4_000_000, 1_930_820, 7_041, 320_024),
                    new Day(
                            "Subscription, first bag free",
                            "Larkfield Coffee",
                            "ACTIVE",
                            3_000_000,
                            1_665_430,
                            8_019,
                            222_167),
                    new Day("올해의 책", "달빛서점", "ACTIVE", 2_400_000, 1_178_030, 7_763, 256_964),
                    new Day(
                            "Tailored suits",
                            "Marlow & Finch",
                            "PAUSED",
                            3_600_000,
                            823_210,
                            1_682,
                            151_364));

    /** Ids of the campaigns, in the order of {@link #DAYS}. */
    public List<String> open(Instant now) {
        List<String> owners = DAYS.stream().map(Day::owner).distinct().toList();
        for (int n = 0; n < owners.size(); n++) {
            long balance =
                    owners.get(n).equals("푸른하늘 여행") ? 1_588_000 : 40_000_000 + n * 7_654_321L;
            advertiser(advertiserId(n), owners.get(n), SEOUL.getId(), balance);
        }
        List<String> campaigns = new ArrayList<>();
        for (int n = 0; n < DAYS.size(); n++) {
            Day day = DAYS.get(n);
            String owner = advertiserId(owners.indexOf(day.owner()));
            String campaign = campaign(owner, n, day.name(), day.status(), day.budget());
            campaigns.add(campaign);
            spend(campaign, owner, dayStart(now), day.spent(), day.clicks());
            hour(campaign, day, now);
        }
        reached(position());
        return campaigns;
    }

    public static Instant dayStart(Instant now) {
        return now.atZone(SEOUL).with(LocalTime.MIN).toInstant();
    }

    public static String advertiserId(int n) {
        return "0hq8z3k5v%04d".formatted(n);
    }

    /** The last hour in a lively way, and the rest of the day's impressions in its first minute. */
    private void hour(String campaign, Day day, Instant now) {
        Instant open = Instant.ofEpochMilli(now.toEpochMilli() / MINUTE_MS * MINUTE_MS);
        double usual = day.clicks() / 720.0;
        boolean stopped = day.status().equals("PAUSED");
        long price = day.spent() / day.clicks();
        long shown = 0;
        for (int ago = 59; ago >= 0 && !stopped; ago--) {
            boolean usedUp = day.name().startsWith("겨울") && ago < 34;
            double level = usedUp ? 0 : usual * (0.85 + 0.3 * random.nextDouble());
            if (day.name().equals("Serum launch") && ago < 4) {
                level *= 3.6;
            }
            long clicks = Math.round(ago == 0 ? level * 0.13 : level);
            long impressions = clicks * 38;
            shown += impressions;
            minute(
                    "CAMPAIGN",
                    campaign,
                    campaign,
                    open.minusMillis(ago * MINUTE_MS),
                    impressions,
                    clicks,
                    clicks * price,
                    ago > 0,
                    now.minusMillis(1_100));
        }
        minute(
                "CAMPAIGN",
                campaign,
                campaign,
                dayStart(now),
                day.impressions() - shown,
                0,
                0,
                true,
                now.minusSeconds(3600));
    }
}
