package doozer.server;

/**
 * The value of one option, and who set it.
 *
 * @param place which flag, variable or file, as it was given; "" for a default
 */
record Setting(String text, Options.Source source, String place) {
    /** Who set it, in words that fit one line. */
    String origin() {
        switch (source) {
            case FLAG:
                return "flag " + place;
            case ENVIRONMENT:
                return "environment " + place;
            case FILE:
                return "file " + Log.safe(place);
            default:
                return "default";
        }
    }

    /** What the operator has to look at when the value is wrong. */
    String label(Option option) {
        return source == Options.Source.FILE ? Log.safe(place) + ": " + option.fileKey() : place;
    }
}
