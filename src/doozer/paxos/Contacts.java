package doozer.paxos;

import java.util.Arrays;

/**
 * When each of the other members was last heard, and how far it was. Owned by whoever steps the
 * member.
 */
final class Contacts {
    private int[] numbers = new int[0];
    private Contact[] contacts = new Contact[0];

    /** What is known of one member. */
    static final class Contact {
        boolean isHeard;
        /** When it was heard last; before that, since when it has been a member. */
        long heardNanos;
        /** The last ballot of ours in which it has answered us, and when. */
        long followed = Ballot.NONE;
        long followedNanos;
        long applied;
    }

    /** Who is a member, rising; what is known of those who stay is kept. */
    void set(int[] newNumbers, long nowNanos) {
        Contact[] newContacts = new Contact[newNumbers.length];
        for (int i = 0; i < newNumbers.length; i++) {
            Contact known = of(newNumbers[i]);
            newContacts[i] = known == null ? new Contact() : known;
            if (known == null) newContacts[i].heardNanos = nowNanos;
        }
        numbers = newNumbers.clone();
        contacts = newContacts;
    }

    /** Every member, rising; never modified. */
    int[] numbers() {
        return numbers;
    }

    /** What is known of a member; null when it is none. */
    Contact of(int number) {
        int i = Arrays.binarySearch(numbers, number);
        return i < 0 ? null : contacts[i];
    }

    /** The clock begins: whatever was before it is of no time. */
    void start(long nowNanos) {
        for (Contact contact : contacts) contact.heardNanos = nowNanos;
    }

    void onHeard(int number, long nowNanos) {
        Contact contact = of(number);
        if (contact == null) return;
        contact.isHeard = true;
        contact.heardNanos = nowNanos;
    }

    /** It has answered what we sent in that ballot: so it hears us, too. */
    void onFollowed(int number, long ballot, long nowNanos) {
        Contact contact = of(number);
        if (contact == null) return;
        contact.followed = ballot;
        contact.followedNanos = nowNanos;
    }

    boolean isFollowingSince(int number, long ballot, long sinceNanos) {
        Contact contact = of(number);
        return contact != null && contact.followed == ballot
                && contact.followedNanos - sinceNanos >= 0;
    }

    /** Nobody is silent for a time in which we heard nothing at all ourselves. */
    void forgive(long nanos) {
        for (Contact contact : contacts) {
            contact.heardNanos += nanos;
            contact.followedNanos += nanos;
        }
    }

    /** Whether it has said nothing since then, and was a member all the time. */
    boolean isSilentSince(int number, long sinceNanos) {
        Contact contact = of(number);
        return contact != null && contact.heardNanos - sinceNanos < 0;
    }

    boolean isHeardSince(int number, long sinceNanos) {
        Contact contact = of(number);
        return contact != null && contact.isHeard && contact.heardNanos - sinceNanos >= 0;
    }
}
