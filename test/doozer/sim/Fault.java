package doozer.sim;

/** What may go wrong. Each kind is switched off in half of the seeds. */
enum Fault {
    /** Datagrams get lost; on TCP: a segment is sent again, a little later. */
    LOSS,
    /** Datagrams come twice. */
    DUPLICATION,
    /** Datagrams overtake each other. */
    REORDERING,
    /** Some messages take long. */
    DELAY,
    /** Some answers come late, while all else is fast. */
    LATE,
    /** Leaders are hit while they ask for their first votes. */
    DUELS,
    /** One direction between two machines stands still for a while. */
    CLOG,
    /** A connection breaks, and a part of what was on its way is lost. */
    BREAK,
    /** Nothing gets across between two groups. */
    PARTITION,
    /** Nothing gets across in one direction. */
    ONE_WAY,
    /** Two groups have only one machine in common. */
    BRIDGE,
    /** Each machine reaches its two neighbours only. */
    RING,
    /** A process is stopped for 1 ms to 10 s. */
    PAUSE,
    /** A process is killed, and starts again at the same address. */
    CRASH,
    /** A machine is gone without a word. */
    SILENCE,
    /** A machine takes milliseconds for a turn. */
    SLOW,
    /** Clocks run up to a tenth too fast or too slow. */
    SKEW,
    /** A machine sleeps, its monotonic clock with it. */
    SUSPEND,
    /** Machines are added. */
    ADD,
    /** A process is killed for good, and another one starts elsewhere. */
    REPLACE,
    /** Voters are named, slots opened and deleted by clients; voters leave. */
    MEMBERS,
    /** A process starts with the address of another one. */
    SHARED,
    /** Something happens at the worst moment. */
    AIMED,
    /** Everything happens at once. */
    BURST,
    /** Connections of clients break, and their answers are taken slowly. */
    CLIENTS
}
