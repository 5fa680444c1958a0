package doozer.tree;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Makes a store of the bytes of an image, a piece at a time; owned by the thread that uses it.
 *
 * <p>The bytes are those of a stranger. What they say of lengths and counts costs nothing until it
 * has arrived, and the history never takes more than its bounds. A state that no writes can have
 * led to is refused, and so is another one than was written. The work is in proportion to what
 * arrives.
 */
public final class ImageReader {
    private static final int NUMBER = -1;
    private static final int AS_ANNOUNCED = -2;
    /** The highest revision that a state can have when it comes from outside. */
    static final long MAX_REVISION = 1L << 62;

    /** What can come next, and how many bytes it has. See {@link Image} for the order. */
    private enum Field {
        MAGIC(Long.BYTES - 1), VERSION(1), BASE_REVISION(NUMBER), FILE_COUNT(NUMBER),
        KEPT_LENGTH(NUMBER), PATH_REST_LENGTH(NUMBER), PATH_REST(AS_ANNOUNCED),
        FILE_REVISION(NUMBER), FILE_OWNER(NUMBER), FILE_VALUE_LENGTH(NUMBER),
        FILE_VALUE(AS_ANNOUNCED),
        BASE_HASH(Long.BYTES), BASE_EVENT_KIND(NUMBER), BASE_EVENT_COST(NUMBER),
        BASE_EVENT_BEFORE(NUMBER),
        EVENT_COUNT(NUMBER), EVENT_KIND(NUMBER), PATH_LENGTH(NUMBER), PATH(AS_ANNOUNCED),
        EVENT_OWNER(NUMBER), EVENT_VALUE_LENGTH(NUMBER), EVENT_VALUE(AS_ANNOUNCED),
        LAST_HASH(Long.BYTES), CHECKSUM(Integer.BYTES), NOTHING(0);

        private final int size;

        Field(int size) {
            this.size = size;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private final ImageInput input = new ImageInput();
    private final TreeBuilder files = new TreeBuilder();
    private final Store store;
    private Field field = Field.MAGIC;
    private boolean broken;
    /** How many bytes the field has whose length has just been read. */
    private int announced;
    private long baseRevision;
    private long filesLeft;
    /** The state before the events; null while there are files to come. */
    private Tree base;
    private int cost;
    /** Whether the store has the base, and goes on with the events. */
    private boolean begun;
    private long eventsLeft;
    /** The path of the file or event that was begun last, and what else is known of it. */
    private String path = "/";
    private int kept;
    private long fileRevision;
    private long owner;
    private Event.Kind kind;
    /** Whether events tell nothing of others in their step, and nobody owns a file. */
    private boolean isPlain;
    /** The step of the event that was begun last: how much of it follows, and its revisions. */
    private int after;
    private long stepFirst;
    private long stepLast;

    /**
     * A reader that has read nothing.
     *
     * @param maxRevisions bounds the history that is made, as in {@link Store}: older revisions are
     *     let go of on the way
     * @param maxBytes bounds it, too
     */
    public ImageReader(int maxRevisions, long maxBytes) {
        store = new Store(maxRevisions, maxBytes);
    }

    /**
     * Reads on.
     *
     * @param piece whatever has arrived: cut anywhere, not kept
     * @return whether the image is complete
     * @throws ImageException when the bytes are no image, or one of another version, or more than
     *     an image. The reader is of no use then
     */
    public boolean accept(byte[] piece) throws ImageException {
        Check.that(!broken, "nothing is read any more after an error");
        broken = true;
        input.append(piece);
        while (field != Field.NOTHING && hasField()) field = take();
        if (field == Field.NOTHING && input.has(1)) throw input.wrongNext("no more bytes");
        broken = false;
        return field == Field.NOTHING;
    }

    /**
     * The store that was read, for the caller to keep, or for {@link Store#install}.
     *
     * @throws ImageException when the image is not complete
     */
    public Store store() throws ImageException {
        Check.that(!broken, "nothing is made of what is in error");
        if (field != Field.NOTHING) throw input.wrongNext("the whole " + field);
        return store;
    }

    private boolean hasField() throws ImageException {
        if (field.size == NUMBER) return input.hasNumber();
        return input.has(field.size == AS_ANNOUNCED ? announced : field.size);
    }

    /** Takes the next field, which has arrived, and says which one follows. */
    private Field take() throws ImageException {
        switch (field) {
            case MAGIC -> {
                expect(input.takeFixed(field.size) == Image.MAGIC, "the beginning of an image");
                return Field.VERSION;
            }
            case VERSION -> {
                long version = input.takeFixed(1);
                isPlain = version == Image.VERSION_PLAIN;
                expect(isPlain || version == Image.VERSION_FULL, "version "
                        + Image.VERSION_PLAIN + " or " + Image.VERSION_FULL
                        + " of the format, not " + version);
                return Field.BASE_REVISION;
            }
            case BASE_REVISION -> {
                baseRevision = number(0, MAX_REVISION);
                return Field.FILE_COUNT;
            }
            case FILE_COUNT -> {
                filesLeft = number(0, Math.min(baseRevision, Integer.MAX_VALUE));
                return nextFile();
            }
            case LAST_HASH -> {
                expect(input.takeFixed(Long.BYTES) == store.current().hash(),
                        "the hash of the state that was read");
                return Field.CHECKSUM;
            }
            case CHECKSUM -> {
                long checksum = input.checksum();
                expect(input.takeFixed(Integer.BYTES) == checksum, "the checksum of what was read");
                return Field.NOTHING;
            }
            default -> {
                return base == null ? takeOfFile() : begun ? takeOfEvent() : takeOfStart();
            }
        }
    }

    private Field takeOfFile() throws ImageException {
        switch (field) {
            case KEPT_LENGTH -> {
                kept = (int) number(1, path.length());
                return Field.PATH_REST_LENGTH;
            }
            case PATH_REST_LENGTH -> {
                announced = (int) number(1, Path.MAX_LENGTH - kept);
                return Field.PATH_REST;
            }
            case PATH_REST -> {
                takePath(path.substring(0, kept));
                expect(files.goTo(path, kept), "a path that comes after the one before");
                return Field.FILE_REVISION;
            }
            case FILE_REVISION -> {
                fileRevision = number(1, baseRevision);
                owner = 0;
                return isPlain ? Field.FILE_VALUE_LENGTH : Field.FILE_OWNER;
            }
            case FILE_OWNER -> {
                owner = number(0, fileRevision);
                return Field.FILE_VALUE_LENGTH;
            }
            case FILE_VALUE_LENGTH -> {
                announced = (int) number(0, Image.MAX_VALUE);
                return Field.FILE_VALUE;
            }
            case FILE_VALUE -> {
                files.add(FileEntry.of(path, fileRevision, input.take(announced), owner));
                filesLeft--;
                return nextFile();
            }
            default -> {
                base = files.finish(baseRevision);
                expect(input.takeFixed(Long.BYTES) == base.hash(), "the hash of the files read");
                return Field.BASE_EVENT_KIND;
            }
        }
    }

    private Field nextFile() {
        return filesLeft > 0 ? Field.KEPT_LENGTH : Field.BASE_HASH;
    }

    private Field takeOfStart() throws ImageException {
        switch (field) {
            case BASE_EVENT_KIND -> {
                if (!takeKind(0, baseRevision > 0)) return begin(null);
                return Field.BASE_EVENT_COST;
            }
            case BASE_EVENT_COST -> {
                cost = (int) number(0, Integer.MAX_VALUE);
                stepFirst = baseRevision;
                stepLast = baseRevision + after;
                return isPlain ? baseEvent() : Field.BASE_EVENT_BEFORE;
            }
            case BASE_EVENT_BEFORE -> {
                stepFirst -= number(0, Math.min(baseRevision, Event.MAX_STEP - after) - 1);
                return baseEvent();
            }
            case PATH_LENGTH -> {
                return takePathLength();
            }
            default -> {
                takePath("");
                Entry there = base.find(path);
                boolean isSet = there instanceof FileEntry file && file.revision() == baseRevision;
                expect(kind == Event.Kind.SET ? isSet : there == null,
                        "the path of the event that led to the files read");
                return begin(new Event(baseRevision, kind, path, isSet ? (FileEntry) there : null));
            }
        }
    }

    private Field baseEvent() {
        if (kind != Event.Kind.NOP) return Field.PATH_LENGTH;
        return begin(new Event(baseRevision, kind, "/", (FileEntry) null));
    }

    private Field begin(Event event) {
        Event inStep = event == null ? null : event.inStep(stepFirst, stepLast);
        store.begin(new Start(base, inStep, cost));
        begun = true;
        return Field.EVENT_COUNT;
    }

    private Field takeOfEvent() throws ImageException {
        switch (field) {
            case EVENT_COUNT -> {
                // So that there are never more files than a tree counts.
                eventsLeft = number(after, Integer.MAX_VALUE - base.root().files());
                return nextEvent();
            }
            case EVENT_KIND -> {
                takeKind(1, true);
                takeStep(store.current().revision() + 1);
                return kind == Event.Kind.NOP ? apply(Event.NO_VALUE) : Field.PATH_LENGTH;
            }
            case PATH_LENGTH -> {
                return takePathLength();
            }
            case PATH -> {
                takePath("");
                if (kind != Event.Kind.SET) return apply(Event.NO_VALUE);
                owner = 0;
                return isPlain ? Field.EVENT_VALUE_LENGTH : Field.EVENT_OWNER;
            }
            case EVENT_OWNER -> {
                owner = number(0, store.current().revision() + 1);
                return Field.EVENT_VALUE_LENGTH;
            }
            case EVENT_VALUE_LENGTH -> {
                announced = (int) number(0, Image.MAX_VALUE);
                return Field.EVENT_VALUE;
            }
            default -> {
                return apply(input.take(announced));
            }
        }
    }

    private Field nextEvent() {
        return eventsLeft > 0 ? Field.EVENT_KIND : Field.LAST_HASH;
    }

    private Field apply(byte[] value) throws ImageException {
        Store.Outcome outcome = Store.Outcome.OK;
        switch (kind) {
            case SET -> outcome = store.set(path, -1, value, owner);
            case DEL -> outcome = store.delete(path, -1);
            case NOP -> store.nop();
        }
        expect(outcome == Store.Outcome.OK, "an event that can follow");
        if (after == 0) store.asOneStep(stepFirst);
        store.trim();
        eventsLeft--;
        return nextEvent();
    }

    /** Takes the number of a kind, and of what follows in the step; false for that of no event. */
    private boolean takeKind(int least, boolean canBeAny) throws ImageException {
        long most = Image.code(Event.Kind.NOP);
        if (!isPlain) most += Image.KINDS * (Event.MAX_STEP - 1L);
        long number = number(least, canBeAny ? most : 0);
        if (number == 0) return false;
        expect(number % Image.KINDS != 0, "the kind of an event");
        kind = Image.kind(number % Image.KINDS);
        after = (int) (number / Image.KINDS);
        return true;
    }

    /** The next event goes on with the step before it, or begins one that ends in time. */
    private void takeStep(long revision) throws ImageException {
        if (revision <= stepLast) {
            expect(revision + after == stepLast, "an event of the same step");
        } else {
            expect(after < eventsLeft, "a step that ends before the events do");
            stepFirst = revision;
            stepLast = revision + after;
        }
    }

    private Field takePathLength() throws ImageException {
        announced = (int) number(1, Path.MAX_LENGTH);
        return Field.PATH;
    }

    private void takePath(String beginning) throws ImageException {
        String rest = new String(input.take(announced), StandardCharsets.ISO_8859_1);
        path = beginning.concat(rest);
        expect(Path.isValid(path), "a path");
    }

    private long number(long least, long most) throws ImageException {
        long number = input.takeNumber();
        if (number >= least && number <= most) return number;
        throw input.wrong(
                "the " + field + " to be from " + least + " to " + most + ", not " + number);
    }

    private void expect(boolean holds, String what) throws ImageException {
        if (!holds) throw input.wrong(what);
    }
}
