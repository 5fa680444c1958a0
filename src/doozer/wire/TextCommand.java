package doozer.wire;

import java.nio.charset.StandardCharsets;

/**
 * What a line asks for: a request, or an answer that needs nobody else.
 *
 * @param verb what was typed, or null when it was nothing known
 * @param request what is to be asked, or null
 * @param rawSize how many raw bytes follow the line and are the request's value, -1 for none
 * @param reply what to say at once, or null
 */
record TextCommand(TextVerb verb, Request request, long rawSize, String reply) {
    private static final byte[] NOTHING = new byte[0];
    private static final int MAX_DIGITS = 18;

    /** Understands a line; null for an empty one. */
    static TextCommand parse(byte[] bytes) {
        TextLine line = new TextLine(bytes);
        String word = line.word();
        if (word == null) return null;
        TextVerb verb = TextVerb.named(word);
        if (verb == null) {
            return error(null, ErrorCode.UNKNOWN_VERB, "there is no command "
                    + (word.length() > 32 ? word.substring(0, 32) + "..." : word) + "; try help");
        }
        return switch (verb) {
            case SET, ADD -> parseWrite(verb, line);
            case EPH -> parseEphemeral(line);
            case TXN -> parseTransaction(line);
            case NEXT -> parseNext(line);
            case SESSION, KEEP, CLOSE -> parseSession(verb, line);
            case GET, STAT, LS, FIND, WALK, WAIT, WATCH -> parseRead(verb, line);
            case DEL -> parseDelete(line);
            case ACCESS, RECOVER -> parseValue(verb, line);
            case HELP -> parseHelp(line);
            default -> parseBare(verb, line);
        };
    }

    private static TextCommand parseRead(TextVerb verb, TextLine line) {
        String path = line.word();
        String rev = line.word();
        if (path == null || line.word() != null) return usage(verb);
        if (verb == TextVerb.FIND && !isPlain(path)) {
            return error(verb, ErrorCode.NOENT, "there is nothing at " + path);
        }
        String asked = verb == TextVerb.FIND ? below(path) : path;
        Request request = new Request(verbOf(verb)).path(asked);
        if (rev == null) return new TextCommand(verb, request, -1, null);
        Long number = number(rev);
        if (number == null) return badRevision(verb, rev);
        // On the wire a watch from 0 is one from now on; a person means the beginning.
        boolean isWatch = verb == TextVerb.WATCH || verb == TextVerb.WAIT;
        request.rev(isWatch ? Math.max(1, number) : number);
        return new TextCommand(verb, request, -1, null);
    }

    /** Whether it can be made a glob for what is below it. */
    private static boolean isPlain(String path) {
        return path.equals("/") || path.startsWith("/") && !path.endsWith("/")
                && !path.contains("//") && path.indexOf('*') < 0 && path.indexOf('?') < 0;
    }

    /** The glob for everything below a directory; {@link #above} leads back. */
    private static String below(String path) {
        return path.equals("/") ? "/**" : path + "/**";
    }

    /** The directory that a glob made by FIND is about. */
    String above() {
        String glob = request.path();
        return glob.length() == 3 ? "/" : glob.substring(0, glob.length() - 3);
    }

    private static Verb verbOf(TextVerb verb) {
        return switch (verb) {
            case GET -> Verb.GET;
            case LS -> Verb.GETDIR;
            case WALK -> Verb.WALK;
            case WAIT -> Verb.WAIT;
            case WATCH -> Verb.WATCH;
            case REV -> Verb.REV;
            case NOP -> Verb.NOP;
            case SELF -> Verb.SELF;
            case MONITOR -> Verb.MONITOR;
            case LEAVE -> Verb.LEAVE;
            case SESSION -> Verb.OPEN;
            case KEEP -> Verb.KEEP;
            case CLOSE -> Verb.CLOSE;
            case INFO, MNTR, ISRO, SRVR -> Verb.INFO;
            case FIND -> Verb.WALK;
            default -> Verb.STAT;
        };
    }

    private static TextCommand parseWrite(TextVerb verb, TextLine line) {
        String path = line.word();
        String rev = verb == TextVerb.ADD ? "0" : line.word();
        if (path == null || rev == null) return usage(verb);
        Long number = number(rev);
        if (number == null) return badRevision(verb, rev);
        Request request = new Request(Verb.SET).path(path).rev(number);
        byte[] rest = line.rest();
        long size = rawSize(rest);
        if (size < 0) request.value(rest);
        return new TextCommand(verb, request, size, null);
    }

    private static TextCommand parseEphemeral(TextLine line) {
        Long session = positive(line.word());
        if (session == null) return usage(TextVerb.EPH);
        TextCommand write = parseWrite(TextVerb.EPH, line);
        if (write.request == null) return write;
        write.request.session(session).option(Request.EPHEMERAL);
        return write;
    }

    private static TextCommand parseTransaction(TextLine line) {
        byte[] rest = line.rest();
        TextLine words = new TextLine(rest);
        Long session = positive(words.word());
        Request request = new Request(Verb.TXN);
        if (session != null) request.session(session);
        try {
            Txn txn = TxnText.ofLine(session == null ? rest : words.rest());
            if (txn.operations().isEmpty()) return usage(TextVerb.TXN);
            return new TextCommand(TextVerb.TXN, request.value(txn.encode()), -1, null);
        } catch (IllegalArgumentException e) {
            return error(TextVerb.TXN, ErrorCode.MISSING_ARG, e.getMessage());
        }
    }

    private static TextCommand parseNext(TextLine line) {
        String path = line.word();
        if (path == null || line.word() != null) return usage(TextVerb.NEXT);
        return new TextCommand(TextVerb.NEXT, new Request(Verb.NEXT).path(path), -1, null);
    }

    private static TextCommand parseSession(TextVerb verb, TextLine line) {
        String word = line.word();
        Long number = positive(word);
        boolean isOpen = verb == TextVerb.SESSION;
        boolean isWrong = number == null && (word != null || !isOpen);
        if (isWrong || line.word() != null) return usage(verb);
        Request request = new Request(verbOf(verb));
        if (!isOpen) request.session(number);
        else if (number != null) request.ttlMillis((int) Math.min(number, Integer.MAX_VALUE));
        return new TextCommand(verb, request, -1, null);
    }

    /** A number above 0, or null. */
    private static Long positive(String word) {
        Long number = word == null ? null : number(word);
        return number == null || number <= 0 ? null : number;
    }

    /** The n of <code>{n}</code>, or -1 when it is anything else. */
    private static long rawSize(byte[] rest) {
        String text = new String(rest, StandardCharsets.ISO_8859_1);
        if (!text.startsWith("{") || !text.endsWith("}") || text.length() > MAX_DIGITS) return -1;
        Long size = number(text.substring(1, text.length() - 1));
        return size == null || size < 0 ? -1 : size;
    }

    private static TextCommand parseDelete(TextLine line) {
        String path = line.word();
        String rev = line.word();
        if (rev == null || line.word() != null) return usage(TextVerb.DEL);
        Long number = number(rev);
        if (number == null) return badRevision(TextVerb.DEL, rev);
        return new TextCommand(TextVerb.DEL, new Request(Verb.DEL).path(path).rev(number), -1,
                null);
    }

    /** The rest of the line, as it is, is the value. */
    private static TextCommand parseValue(TextVerb verb, TextLine line) {
        Verb asked = verb == TextVerb.ACCESS ? Verb.ACCESS : Verb.RECOVER;
        return new TextCommand(verb, new Request(asked).value(line.rest()), -1, null);
    }

    private static TextCommand parseHelp(TextLine line) {
        String word = line.word();
        TextVerb verb = word == null ? null : TextVerb.named(word);
        Output out = new Output(2048);
        if (verb == null) TextVerb.listAll(out);
        else verb.describe(out);
        out.putText(".\n");
        return new TextCommand(TextVerb.HELP, null, -1,
                new String(out.array(), 0, out.length(), StandardCharsets.US_ASCII));
    }

    private static TextCommand parseBare(TextVerb verb, TextLine line) {
        if (line.word() != null) return usage(verb);
        return switch (verb) {
            case PING -> new TextCommand(verb, null, -1, "+PONG\n");
            case RUOK -> new TextCommand(verb, null, -1, "imok\n");
            case QUIT, STOP -> new TextCommand(verb, null, -1, null);
            default -> new TextCommand(verb, new Request(verbOf(verb)).value(NOTHING), -1, null);
        };
    }

    private static TextCommand usage(TextVerb verb) {
        return error(verb, ErrorCode.MISSING_ARG, "use: " + verb.usage());
    }

    private static TextCommand badRevision(TextVerb verb, String text) {
        String shown = text.length() > 32 ? text.substring(0, 32) + "..." : text;
        return error(verb, ErrorCode.RANGE, "\"" + shown + "\" is no revision: give a whole"
                + " number, such as 0 for a file that must not exist, or -1 for any");
    }

    private static TextCommand error(TextVerb verb, ErrorCode code, String detail) {
        return new TextCommand(verb, null, -1, "-" + code.name() + " " + detail + "\n");
    }

    private static Long number(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
