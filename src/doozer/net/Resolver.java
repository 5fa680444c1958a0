package doozer.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Looks up names of hosts beside the loop, which must not wait for a name server. Its thread is
 * there only while there is something to look up. Made and used by the loop's thread.
 */
final class Resolver {
    private static final String BYTE = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
    private static final Pattern IP4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");
    private static final long IDLE_SECONDS = 10;
    /** As many as there may be addresses to dial; more would be asked again anyway. */
    private static final int MOST_WAITING = 256;

    private final ThreadPoolExecutor executor;

    /** Who hears of it, on the resolver's thread. */
    interface Answer {
        /** All addresses of that name. */
        void found(InetAddress[] addresses);

        /** There is none, as far as we know. */
        void failed(UnknownHostException why);
    }

    Resolver() {
        ThreadFactory threads = task -> {
            Thread thread = new Thread(task, "doozer resolver");
            thread.setDaemon(true);
            return thread;
        };
        executor = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MOST_WAITING), threads,
                new ThreadPoolExecutor.DiscardPolicy());
        executor.allowCoreThreadTimeOut(true);
    }

    /** Whether it is a number, which the system does not look up. */
    static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0 || IP4.matcher(host).matches();
    }

    void resolve(String host, Answer answer) {
        executor.execute(() -> {
            try {
                answer.found(InetAddress.getAllByName(host));
            } catch (UnknownHostException e) {
                answer.failed(e);
            }
        });
    }

    void close() {
        executor.shutdownNow();
    }
}
