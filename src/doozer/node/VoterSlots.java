package doozer.node;

import doozer.tree.Directory;
import doozer.tree.Entry;
import doozer.tree.FileEntry;
import doozer.tree.Tree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * The files {@code /ctl/cal/<n>}: who votes, for people to see and to change. One that is empty is
 * an open slot, and counts in no quorum. Owned by whoever made it.
 */
final class VoterSlots {
    /** More voters make writes slower, and nothing safer. */
    static final int MOST = 7;

    /** By number: an id, or the empty string. */
    private final TreeMap<Integer, String> byNumber = new TreeMap<>();
    private final ArrayList<String> changed = new ArrayList<>();

    private VoterSlots() {
    }

    static VoterSlots of(Tree tree) {
        VoterSlots slots = new VoterSlots();
        String parent = Reserved.SLOTS.substring(0, Reserved.SLOTS.length() - 1);
        if (!(tree.find(parent) instanceof Directory directory)) return slots;
        for (int i = 0; i < directory.entries(); i++) {
            String path = Reserved.SLOTS + directory.name(i);
            Entry entry = tree.find(path);
            if (entry instanceof FileEntry file) {
                slots.byNumber.put(number(path), text(file.value()));
            }
        }
        return slots;
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }

    private static int number(String path) {
        return Integer.parseInt(path.substring(Reserved.SLOTS.length()));
    }

    /** How many voters the cluster aims for: open slots count. */
    static int aim(Tree tree, int atBirth) {
        int aim = atBirth;
        if (tree.find(Reserved.VOTERS) instanceof FileEntry file) aim = file.value()[0] - '0';
        return Math.min(MOST, Math.max(aim, of(tree).byNumber.size()));
    }

    /** What is in that file; null when there is none. */
    String id(String path) {
        return byNumber.get(number(path));
    }

    /** The files that {@link #assign} has changed. */
    List<String> changed() {
        return changed;
    }

    /** What a client wants: an id, nothing for an open slot, or null to delete. */
    void put(String path, byte[] value) {
        if (value == null) byNumber.remove(number(path));
        else byNumber.put(number(path), text(value));
    }

    /** Who votes by these files; null when that cannot be. */
    int[] voters(Members members) {
        ArrayList<Integer> voters = new ArrayList<>();
        for (String id : byNumber.values()) {
            if (id.isEmpty()) continue;
            Member member = members.withId(id);
            if (member == null || voters.contains(member.number)) return null;
            voters.add(member.number);
        }
        if (voters.isEmpty() || byNumber.size() > MOST) return null;
        int[] sorted = voters.stream().mapToInt(number -> number).toArray();
        Arrays.sort(sorted);
        return sorted;
    }

    /**
     * Makes these the voters: a new one takes the slot of one who goes, else an open one, else a
     * new one; slots that nobody takes are deleted.
     */
    void assign(List<String> ids) {
        ArrayList<Integer> left = new ArrayList<>();
        ArrayList<Integer> open = new ArrayList<>();
        byNumber.forEach((number, id) -> {
            if (id.isEmpty()) open.add(number);
            else if (!ids.contains(id)) left.add(number);
        });
        for (String id : ids) {
            if (byNumber.containsValue(id)) continue;
            int number = !left.isEmpty() ? left.remove(0)
                    : !open.isEmpty() ? open.remove(0) : unused();
            change(number, id);
        }
        for (int number : left) change(number, null);
    }

    private int unused() {
        int number = 0;
        while (byNumber.containsKey(number)) number++;
        return number;
    }

    private void change(int number, String id) {
        if (id == null) byNumber.remove(number);
        else byNumber.put(number, id);
        changed.add(Reserved.SLOTS + number);
    }
}
