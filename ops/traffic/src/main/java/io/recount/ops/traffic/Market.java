package io.recount.ops.traffic;

import java.util.List;

/** Who advertises what: a fixed small market, named in Korean and English. */
final class Market {
    private static final long WON = 1_000_000;

    /** An advertiser with one campaign a product. */
    record Advertiser(String name, String timeZone, List<Product> products) {}

    /**
     * @param keywords what people type who look for it
     * @param clickRate of its impressions, how many are clicked
     */
    record Product(
            String name,
            String title,
            String description,
            List<String> keywords,
            long maxCpcMicros,
            long dailyBudgetMicros,
            double clickRate) {}

    static final List<Advertiser> ADVERTISERS =
            List.of(
                    new Advertiser(
                            "한강자전거",
                            "Asia/Seoul",
                            List.of(
                                    product(
                                            "로드 자전거", "가볍게, 멀리", 320, 900_000, 0.05, "자전거",
                                            "로드자전거"),
                                    product(
                                            "접이식 자전거", "지하철에도 쏙", 240, 600_000, 0.04, "자전거",
                                            "출퇴근"))),
                    new Advertiser(
                            "달빛커피",
                            "Asia/Seoul",
                            List.of(
                                    product(
                                            "드립 커피 정기 배송",
                                            "매주 볶아 보냅니다",
                                            180,
                                            500_000,
                                            0.06,
                                            "커피",
                                            "원두"),
                                    product(
                                            "에스프레소 머신",
                                            "집에서 한 잔",
                                            450,
                                            800_000,
                                            0.03,
                                            "커피머신",
                                            "커피"))),
                    new Advertiser(
                            "Northwind Shoes",
                            "Europe/London",
                            List.of(
                                    product(
                                            "Trail runners",
                                            "Grip on wet stone",
                                            380,
                                            900_000,
                                            0.05,
                                            "shoes",
                                            "running"),
                                    product(
                                            "City sneakers",
                                            "Light every day",
                                            260,
                                            700_000,
                                            0.04,
                                            "shoes",
                                            "sneakers"))),
                    new Advertiser(
                            "서울꽃집",
                            "Asia/Seoul",
                            List.of(
                                    product(
                                            "당일 꽃 배달",
                                            "오늘 주문, 오늘 도착",
                                            410,
                                            700_000,
                                            0.07,
                                            "꽃배달",
                                            "꽃"))),
                    new Advertiser(
                            "Kathmandu Tents",
                            "Asia/Kathmandu",
                            List.of(
                                    product(
                                            "Two-person tent",
                                            "1.4 kg, stands alone",
                                            340,
                                            500_000,
                                            0.04,
                                            "tent",
                                            "camping"))),
                    new Advertiser(
                            "바른안경",
                            "Asia/Seoul",
                            List.of(
                                    product(
                                            "누진 다초점 렌즈",
                                            "눈에 맞춘 하루",
                                            520,
                                            900_000,
                                            0.03,
                                            "안경",
                                            "렌즈"))));

    /** Every keyword of the market once, most wanted first, and some that nobody bids on. */
    static List<String> searches() {
        List<String> wanted =
                ADVERTISERS.stream()
                        .flatMap(advertiser -> advertiser.products().stream())
                        .flatMap(product -> product.keywords().stream())
                        .distinct()
                        .toList();
        return java.util.stream.Stream.concat(
                        wanted.stream(), java.util.stream.Stream.of("날씨", "news", "지도"))
                .toList();
    }

    private Market() {}

    private static Product product(
            String name,
            String description,
            long maxCpcWon,
            long dailyBudgetWon,
            double clickRate,
            String... keywords) {
        return new Product(
                name,
                name,
                description,
                List.of(keywords),
                maxCpcWon * WON,
                dailyBudgetWon * WON,
                clickRate);
    }
}
