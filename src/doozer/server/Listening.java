package doozer.server;

import doozer.wire.Address;
import java.io.IOException;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;

/** Chooses where a server listens, by trying: who looks first and tries later may be too late. */
final class Listening {
    private Listening() {
    }

    /** Listens at an address, in one of the ways there are. */
    interface Attempt<T> {
        /**
         * What listens there, once it does.
         *
         * @throws BindException when it is taken, or not this machine's; another may be tried
         */
        T at(Address address) throws IOException;
    }

    /**
     * Where these options allow to listen, the best first: where they say, or else at one of the
     * peers' addresses that is this machine's, so that one command line does for all of them.
     */
    static List<Address> candidates(Options options) {
        List<Address> candidates = new ArrayList<>();
        if (options.source(Option.LISTEN) == Options.Source.DEFAULT) {
            for (String peer : options.peers()) {
                Address address = Address.parse(peer);
                if (Host.isOwn(address)) candidates.add(address);
            }
        }
        if (!candidates.contains(options.listen())) candidates.add(options.listen());
        return candidates;
    }

    /** Says which was chosen, where the options have left a choice. */
    static void tell(Options options, Address chosen, Log log) {
        boolean isGiven = options.source(Option.LISTEN) != Options.Source.DEFAULT;
        if (isGiven || options.peers().isEmpty()) return;
        boolean isPeer = options.peers().contains(chosen.toString());
        log.info("address-chosen", "listen", chosen, "because", isPeer
                ? "the first of -peer that is of this machine and free"
                : "no address of -peer is of this machine and free");
        if (Host.isLoopbackByName(chosen)) {
            log.warn("own-name-is-loopback", "listen", chosen, "advice",
                    "no other machine can connect: name an address of this one with -listen");
        }
    }

    /**
     * What listens at the first of them that is free.
     *
     * @throws OptionException when none is, with all that were tried in one line
     */
    static <T> T first(List<Address> candidates, Attempt<T> attempt) throws OptionException {
        IOException failure = null;
        for (Address candidate : candidates) {
            try {
                return attempt.at(candidate);
            } catch (BindException e) {
                failure = e;
            } catch (IOException e) {
                throw OptionException.badOption(Host.cannotListen(List.of(candidate), e));
            }
        }
        throw OptionException.badOption(Host.cannotListen(candidates, failure));
    }
}
