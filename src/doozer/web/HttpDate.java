package doozer.web;

/**
 * The time as the header Date has it, such as {@code Sun, 06 Nov 1994 08:49:37 GMT} (RFC 9110,
 * 5.6.7); worked out once a second. Owned by the loop's thread.
 */
final class HttpDate {
    private static final String DAYS = "ThuFriSatSunMonTueWed";
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final int DAY_SECONDS = 86_400;

    private long second = Long.MIN_VALUE;
    private String text = "";

    /** The text of that time, in milliseconds since the beginning of 1970. */
    String at(long epochMillis) {
        long now = Math.floorDiv(epochMillis, 1000L);
        if (now != second) text = textOf(now);
        second = now;
        return text;
    }

    /** The date is Howard Hinnant's {@code civil_from_days}, with years that begin in March. */
    private static String textOf(long epochSecond) {
        long day = Math.floorDiv(epochSecond, (long) DAY_SECONDS);
        int rest = (int) Math.floorMod(epochSecond, (long) DAY_SECONDS);
        long marchDays = day + 719_468;
        long era = Math.floorDiv(marchDays, 146_097L);
        int dayOfEra = (int) Math.floorMod(marchDays, 146_097L);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int marchMonth = (5 * dayOfYear + 2) / 153;
        int month = marchMonth < 10 ? marchMonth + 2 : marchMonth - 10;
        int weekday = (int) Math.floorMod(day, 7L) * 3;
        long year = era * 400 + yearOfEra + (month < 2 ? 1 : 0);
        return DAYS.substring(weekday, weekday + 3)
                + ", " + twoDigits(dayOfYear - (153 * marchMonth + 2) / 5 + 1)
                + ' ' + MONTHS.substring(month * 3, month * 3 + 3) + ' ' + year
                + ' ' + twoDigits(rest / 3600) + ':' + twoDigits(rest / 60 % 60)
                + ':' + twoDigits(rest % 60) + " GMT";
    }

    private static String twoDigits(int value) {
        return value < 10 ? "0" + value : "" + value;
    }
}
