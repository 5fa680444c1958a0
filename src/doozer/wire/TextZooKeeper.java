package doozer.wire;

/** ZooKeeper's words for what INFO tells, for the tools that ask it. Stateless; any thread. */
final class TextZooKeeper {
    private TextZooKeeper() {
    }

    static String of(TextVerb verb, String info) {
        boolean isWritable = field(info, "writable").equals("true");
        return switch (verb) {
            case ISRO -> isWritable ? "rw" : "ro";
            case SRVR -> "Zookeeper version: doozer " + field(info, "version")
                    + "\nConnections: " + field(info, "connections")
                    + "\nZxid: 0x" + Long.toHexString(Long.parseLong(field(info, "revision")))
                    + "\nMode: standalone"
                    + "\nNode count: " + field(info, "files") + "\n";
            default -> "zk_version\tdoozer " + field(info, "version")
                    + "\nzk_server_state\tstandalone"
                    + "\nzk_num_alive_connections\t" + field(info, "connections")
                    + "\nzk_znode_count\t" + field(info, "files")
                    + "\nzk_watch_count\t" + field(info, "watches")
                    + "\nzk_uptime\t" + field(info, "uptime_seconds") + "\n";
        };
    }

    /** The value of a line {@code key:value}. */
    private static String field(String info, String key) {
        int at = info.indexOf("\n" + key + ":");
        int from = at + key.length() + 2;
        return info.substring(from, info.indexOf('\n', from));
    }
}
