package doozer.node;

import doozer.paxos.Ballot;
import doozer.paxos.Configuration;
import doozer.paxos.Message;
import doozer.paxos.Value;
import doozer.wire.ErrorCode;
import doozer.wire.Output;
import doozer.wire.Txn;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * Random messages of every kind, made by reflection: a kind that somebody adds is among them at
 * once, and a field that nobody can fill is an error. Owned by one thread.
 */
final class PeerCodecSamples {
    private static final String[] TEXTS = {"", "a", "127.0.0.1:8046", "größe", "\u20ac\ud835\udd38",
        "x".repeat(200)};
    private static final String[] PATHS = {"/", "/a", "/ctl/cal/1", "/a.b/_-/C", "/x".repeat(100)};

    private final Random random;

    PeerCodecSamples(long seed) {
        random = new Random(seed);
    }

    /** What can be sent: every kind of message, and for those about slots every kind of these. */
    static List<Class<?>> kinds() {
        List<Class<?>> kinds = new ArrayList<>(List.of(PeerMessage.class.getPermittedSubclasses()));
        kinds.remove(PeerMessage.Slots.class);
        kinds.addAll(List.of(Message.class.getPermittedSubclasses()));
        return kinds;
    }

    static List<Class<?>> commands() {
        return List.of(Command.class.getPermittedSubclasses());
    }

    static byte[] encode(PeerMessage message) {
        Output out = new Output(1);
        PeerCodec.encode(message, out);
        return out.toByteArray();
    }

    /** A random message of one of {@link #kinds}. */
    PeerMessage message(Class<?> kind) {
        Object made = record(kind);
        return made instanceof Message slots ? new PeerMessage.Slots(slots) : (PeerMessage) made;
    }

    /** A random entry with a command of one of {@link #commands}. */
    LogEntry entry(Class<?> kind) {
        Command command = (Command) record(kind);
        return random.nextInt(4) == 0 ? LogEntry.own(command)
                : new LogEntry(1 + random.nextInt(200), number(), command);
    }

    Batch batch() {
        ArrayList<LogEntry> entries = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            LogEntry entry = entry(commands().get(random.nextInt(commands().size())));
            LogEntry last = entries.isEmpty() ? null : entries.get(entries.size() - 1);
            boolean follows = last != null && random.nextBoolean();
            entries.add(!follows ? entry
                    : new LogEntry(last.origin(), last.sequence() + 1, entry.command()));
        }
        return entries.isEmpty() ? Batch.EMPTY : new Batch(entries);
    }

    private Object record(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < values.length; i++) {
            types[i] = components[i].getType();
            values[i] = value(components[i]);
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(type.getName(), e);
        }
    }

    private Object value(RecordComponent component) {
        String owner = component.getDeclaringRecord().getSimpleName();
        String name = component.getName();
        if ("Hello cluster,Hello expected,Slot value".contains(owner + " " + name)) {
            if (random.nextBoolean()) return null;
        }
        Class<?> type = component.getType();
        if (type == long.class) return longOf(name);
        if (type == int.class) return intOf(owner, name);
        if (type == boolean.class) return random.nextBoolean();
        if (type == String.class) return text(owner + " " + name);
        if (type == byte[].class) return bytes();
        if (type == int[].class) return voters();
        if (type == long[].class) return Arrays.stream(voters()).asLongStream().toArray();
        if (type == ErrorCode.class) return code();
        if (type == Txn.class) return new Txn(operations());
        if (type == Command.class) return ofOneSession();
        if (type == List.class) return list(component.getGenericType());
        if (type == Value.class) return batch();
        if (type == Origin.class) return origin();
        return type == Snapshot.class ? snapshot() : record(type);
    }

    private String text(String field) {
        if (field.equals("Slot path")) return "/ctl/cal/" + random.nextInt(20);
        if (field.endsWith(" path")) return PATHS[random.nextInt(PATHS.length)];
        return field.equals("Genesis name") ? "local-" + random.nextInt(9)
                : TEXTS[random.nextInt(TEXTS.length)];
    }

    private int intOf(String owner, String name) {
        boolean mayBeNone = owner.equals("Hello") || name.equals("part") || name.equals("level");
        return (mayBeNone ? 0 : 1) + random.nextInt(random.nextBoolean() ? 4 : 1 << 30);
    }

    private long longOf(String name) {
        return switch (name) {
            case "epoch" -> random.nextInt(1 << 20);
            case "leader" -> random.nextBoolean() ? Ballot.NONE : ballot();
            case "ballot", "promised" -> ballot();
            case "hash", "nonce", "high", "low" -> random.nextLong();
            case "rev" -> random.nextInt(4) == 0 ? -1 : random.nextLong() >> random.nextInt(64);
            default -> number();
        };
    }

    private long ballot() {
        return Ballot.of(Math.max(1, random.nextLong() >>> 32 + random.nextInt(32)),
                1 + random.nextInt(random.nextBoolean() ? 9 : 1 << 30));
    }

    private long number() {
        return PeerWriter.MAX_NUMBER & random.nextLong() >>> random.nextInt(64);
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(random.nextInt(5) == 0 ? 300 : 12)];
        random.nextBytes(bytes);
        return bytes;
    }

    private int[] voters() {
        TreeSet<Integer> voters = new TreeSet<>();
        for (int i = random.nextInt(7); i >= 0; i--) voters.add(1 + random.nextInt(300));
        return voters.stream().mapToInt(voter -> voter).toArray();
    }

    private ErrorCode code() {
        return ErrorCode.values()[random.nextInt(ErrorCode.values().length)];
    }

    private List<Txn.Operation> operations() {
        ArrayList<Txn.Operation> operations = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            Txn.Kind kind = Txn.Kind.values()[random.nextInt(Txn.Kind.values().length)];
            operations.add(new Txn.Operation(kind, PATHS[random.nextInt(PATHS.length)],
                    random.nextLong() >> random.nextInt(64),
                    kind.isSet() ? bytes() : new byte[0]));
        }
        return operations;
    }

    private Command ofOneSession() {
        List<Class<? extends Command>> kinds = List.of(Command.Set.class, Command.Delete.class,
                Command.Nop.class, Command.Empty.class, Command.Slot.class,
                Command.Refused.class, Command.Ephemeral.class, Command.Transaction.class,
                Command.Next.class);
        return (Command) record(kinds.get(random.nextInt(kinds.size())));
    }

    private List<Session> sessions() {
        ArrayList<Session> sessions = new ArrayList<>();
        long id = 0;
        for (int i = random.nextInt(4); i > 0; i--) {
            id += 1 + random.nextInt(100);
            Session session = new Session(id, 1 + random.nextInt(100_000));
            session.deadlineMillis = number();
            session.acked = random.nextInt(100);
            session.last = session.acked + random.nextInt(4);
            for (long s = session.acked + 1; s <= session.last; s++) session.keep(s, answer());
            for (int f = random.nextInt(3); f > 0; f--) session.own("/owned/" + id + "/" + f);
            sessions.add(session);
        }
        return sessions;
    }

    private Result answer() {
        return new Result(random.nextBoolean() ? null : code(),
                random.nextBoolean() ? null : TEXTS[random.nextInt(TEXTS.length)],
                random.nextLong() >> random.nextInt(64), bytes());
    }

    private List<Object> list(Type type) {
        Class<?> of = (Class<?>) ((ParameterizedType) type).getActualTypeArguments()[0];
        ArrayList<Object> list = new ArrayList<>();
        for (int i = random.nextInt(4) - (of == Profile.class ? 1 : 0); i >= 0; i--) {
            if (of == LogEntry.class) list.addAll(batch().entries());
            else list.add(of == Value.class ? batch() : record(of));
        }
        if (of == Profile.class && list.isEmpty()) list.add(record(of));
        return list;
    }

    private Origin origin() {
        ArrayList<Gap> gaps = new ArrayList<>();
        long end = 0;
        for (int i = random.nextInt(4); i > 0; i--) {
            long last = end + random.nextInt(1_000);
            end = last + 1 + random.nextInt(1_000);
            gaps.add(new Gap(last, end));
        }
        return new Origin(random.nextBoolean() ? (ClusterId) record(ClusterId.class) : null, gaps);
    }

    private Snapshot snapshot() {
        long slot = number() >>> 1;
        ArrayList<Member> members = new ArrayList<>();
        int number = 0;
        for (int i = random.nextInt(4); i > 0; i--) {
            number += 1 + random.nextInt(100);
            members.add(new Member(number, (Profile) record(Profile.class), number()));
        }
        ArrayList<Configuration> known = new ArrayList<>();
        long first = slot + 1 - random.nextInt((int) Math.min(slot + 1, 100));
        for (int i = random.nextInt(3); i >= 0; i--) {
            known.add(new Configuration(number(), first, voters()));
            first += 1 + random.nextInt(100);
        }
        int level = random.nextInt(5);
        boolean knowsSessions = level >= Leases.LEVEL;
        return new Snapshot((Genesis) record(Genesis.class), slot, members,
                number + 1 + random.nextInt(100), known, level, random.nextLong(),
                knowsSessions ? ballot() : 0, knowsSessions ? number() : 0,
                knowsSessions ? sessions() : List.of());
    }

    /** All of it as text: two that differ anywhere have different texts. */
    static String textOf(Object thing) {
        if (thing instanceof byte[] bytes) return Arrays.toString(bytes);
        if (thing instanceof long[] numbers) return Arrays.toString(numbers);
        if (thing instanceof Session one) {
            return one.id + " " + one.ttlMillis + " " + one.deadlineMillis + " " + one.last + " "
                    + one.acked + " " + textOf(List.copyOf(one.answers.keySet()))
                    + textOf(List.copyOf(one.answers.values())) + one.files;
        }
        if (thing instanceof int[] numbers) return Arrays.toString(numbers);
        if (thing instanceof List<?> list) {
            return list.stream().map(PeerCodecSamples::textOf).toList().toString();
        }
        if (thing instanceof Batch batch) return "batch " + textOf(batch.entries());
        if (thing instanceof Member member) {
            return member.number + " " + textOf(member.profile) + " " + member.last();
        }
        if (!(thing instanceof Record)) return String.valueOf(thing);
        StringBuilder text = new StringBuilder(thing.getClass().getSimpleName()).append('(');
        for (RecordComponent component : thing.getClass().getRecordComponents()) {
            try {
                component.getAccessor().setAccessible(true);
                text.append(textOf(component.getAccessor().invoke(thing))).append(", ");
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
        return text.append(')').toString();
    }
}
