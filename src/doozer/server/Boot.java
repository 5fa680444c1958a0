package doozer.server;

import doozer.client.FileBody;
import doozer.client.NameFolder;
import doozer.client.WalkedFile;
import doozer.node.Settings;
import doozer.wire.Address;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds a node's cluster in another one, the DzNS, or founds it there: rule R15. Used by whoever
 * starts the node, and then by whoever ends it.
 *
 * <pre>
 *   /ctl/ns/NAME/ID   ADDRESS       of each that may be a member, written before it begins
 *   /ctl/boot/NAME    ID ADDRESS    who may create the cluster, while nobody is in the folder
 * </pre>
 *
 * <p>Who is in the folder is joined, alive or not: that nobody answers is never a reason to found.
 * Everybody writes its own file first and looks afterwards, so that of a founder and whoever takes
 * the founding from it at least one sees the other. Where an outcome is unknown, the next look
 * tells it: every step may be done twice.
 */
final class Boot {
    private static final long LOOK_NANOS = 1_000_000_000L;
    private static final long TELL_NANOS = 60_000_000_000L;
    private static final long END_MILLIS = 1000;

    private final Settings.Identity self;
    private final List<String> peers;
    private final Names.World world;
    private final Log log;
    private final String folder;
    private final String ownPath;
    private final String bootPath;
    private final String claim;
    private Names names;
    private boolean mayBeListed;
    private boolean hasTold;
    private long toldNanos;

    /** For a node that was given those peers besides. */
    Boot(Settings.Identity self, List<String> peers, Names.World world, Log log) {
        this.self = self;
        this.peers = peers;
        this.world = world;
        this.log = log;
        String id = self.incarnation().id();
        folder = NameFolder.path(self.cluster());
        ownPath = folder + "/" + id;
        bootPath = "/ctl/boot/" + self.cluster();
        claim = id + " " + self.address();
    }

    /**
     * Waits until it is known whom to join, for as long as that takes, and says so in the log.
     *
     * @return their addresses; none for the one that is to found the cluster
     * @throws OptionException when the DzNS will never let us in, or the thread is interrupted,
     *     which it then stays
     */
    List<String> begin() throws OptionException {
        try {
            while (true) {
                List<String> found = look();
                if (found != null) return found;
                world.pause(LOOK_NANOS);
            }
        } catch (InterruptedException e) {
            end();
            Thread.currentThread().interrupt();
            throw OptionException.badOption("was told to end before it had found its cluster");
        } finally {
            disconnect();
        }
    }

    /** Whom to join, as {@link #begin} has it; null when that is not known yet. */
    private List<String> look() throws OptionException {
        try {
            if (names == null) names = world.connect();
            List<WalkedFile> files = othersFiles();
            if (!peers.isEmpty() || !addresses(files).isEmpty()) return join();
            if (files.isEmpty()) return found();
            return waitFor(folder + " has no address but this node's own, of an earlier process:"
                    + " delete it if there is no other member");
        } catch (IOException e) {
            disconnect();
            tell("the cluster of -boot does not answer: " + e.getMessage());
            return null;
        }
    }

    private List<WalkedFile> othersFiles() throws IOException, OptionException {
        List<WalkedFile> files = new ArrayList<>(names.walk(NameFolder.glob(self.cluster())));
        files.removeIf(file -> file.path().equals(ownPath));
        return files;
    }

    /** Where others may be: who is alone with what it had itself written founds nothing. */
    private List<String> addresses(List<WalkedFile> files) {
        List<String> others = new ArrayList<>();
        for (Address address : NameFolder.addresses(files)) {
            boolean isReachable = !address.isWildcard() && address.port() != 0;
            String text = address.toString();
            if (isReachable && !others.contains(text) && !world.isOurs(address)) others.add(text);
        }
        return others;
    }

    private List<String> join() throws IOException, OptionException {
        enter();
        List<String> all = new ArrayList<>(peers);
        for (String other : addresses(othersFiles())) {
            if (!all.contains(other)) all.add(other);
        }
        if (all.isEmpty()) return lookAgain();
        log.info("boot-joins", "cluster", self.cluster(), "peers", String.join(",", all));
        return all;
    }

    private void enter() throws IOException, OptionException {
        mayBeListed = true;
        names.set(ownPath, -1, self.address());
    }

    /** Nobody is in the folder: the one whose claim stands founds the cluster. */
    private List<String> found() throws IOException, OptionException {
        FileBody boot = names.get(bootPath);
        String holder = text(boot);
        if (!holder.equals(claim)) {
            if (!boot.isMissing() && !mayTakeOver(holder)) {
                return waitFor(bootPath + " lets " + Log.quoted(holder) + " create the cluster:"
                        + " delete it if that will never be");
            }
            if (!names.set(bootPath, boot.revision(), claim)) return lookAgain();
            if (!boot.isMissing()) log.warn("boot-taken-over", "from", holder);
        }
        enter();
        boolean isFirst = othersFiles().isEmpty() && text(names.get(bootPath)).equals(claim);
        if (!isFirst) return lookAgain();
        log.info("boot-founds", "cluster", self.cluster());
        return List.of();
    }

    /** Only from one that is gone for certain: another answers in its place. */
    private boolean mayTakeOver(String holder) {
        int blank = holder.indexOf(' ');
        if (blank < 0) return false;
        String id = holder.substring(0, blank);
        Address address;
        try {
            address = Address.parse(holder.substring(blank + 1));
        } catch (IllegalArgumentException e) {
            return false;
        }
        if (address.isWildcard() || address.port() == 0) return false;
        // We cannot answer yet, but nobody else can either.
        String there = world.isOurs(address) ? self.incarnation().id() : world.idAt(address);
        return there != null && !there.equals(id);
    }

    private List<String> waitFor(String why) throws IOException, OptionException {
        tell(why);
        return lookAgain();
    }

    /** Who waits is no member, and nobody is to wait for it. */
    private List<String> lookAgain() throws IOException, OptionException {
        if (mayBeListed) names.del(ownPath);
        mayBeListed = false;
        return null;
    }

    private void tell(String why) {
        long nowNanos = world.nowNanos();
        if (hasTold && nowNanos - toldNanos < TELL_NANOS) return;
        hasTold = true;
        toldNanos = nowNanos;
        log.warn("boot-waits", "cluster", self.cluster(), "because", why);
    }

    private static String text(FileBody file) {
        return new String(file.body(), StandardCharsets.UTF_8);
    }

    private void disconnect() {
        if (names != null) names.close();
        names = null;
    }

    /** Takes our address out of the DzNS, if that can be done within a second. */
    void end() {
        end(END_MILLIS);
    }

    /** As {@link #end()}, with another bound. */
    synchronized void end(long boundMillis) {
        if (!mayBeListed) return;
        mayBeListed = false;
        Thread thread = new Thread(new Removal(), "leave the DzNS");
        thread.setDaemon(true);
        thread.start();
        try {
            thread.join(boundMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** On a thread of its own, as no time-out of a client bounds all that it may take. */
    private final class Removal implements Runnable {
        @Override
        public void run() {
            try (Names last = world.connect()) {
                last.del(ownPath);
            } catch (IOException | OptionException e) {
                // Whoever finds the address there finds nobody at it.
            }
        }
    }
}
