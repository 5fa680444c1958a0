package doozer.text;

import doozer.server.Doozer;
import doozer.server.Log;
import doozer.server.Options;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A server, and connections to it that type. */
final class TextServer implements AutoCloseable {
    /** So long a test waits for what never comes; nothing is ever measured by it. */
    static final int TIMEOUT_MILLIS = 60_000;

    private final Doozer server;

    private TextServer(Doozer server) {
        this.server = server;
    }

    static TextServer start(Map<String, String> env, String... options) throws Exception {
        String[] args = new String[options.length + 2];
        args[0] = "-l";
        args[1] = "127.0.0.1:0";
        System.arraycopy(options, 0, args, 2, options.length);
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        return new TextServer(Doozer.start(Options.parse(args, env),
                new Log(nowhere, System::currentTimeMillis)));
    }

    int port() {
        return server.address().port();
    }

    String id() {
        return server.id();
    }

    Typist connect() throws IOException {
        return new Typist(new Socket("127.0.0.1", port()));
    }

    /** Types all of it, says that this was all, and gives everything that comes. */
    String answersTo(String input) throws IOException {
        try (Typist typist = connect()) {
            typist.type(input);
            typist.socket.shutdownOutput();
            return typist.readToEnd();
        }
    }

    @Override
    public void close() {
        server.close();
    }

    /** One connection. Bytes stand for characters one to one. */
    static final class Typist implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;

        Typist(Socket socket) throws IOException {
            this.socket = socket;
            socket.setSoTimeout(TIMEOUT_MILLIS);
            in = socket.getInputStream();
        }

        void type(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        /** As many bytes as {@code expected} has: what is there instead shows in a comparison. */
        String read(String expected) throws IOException {
            byte[] bytes = expected.getBytes(StandardCharsets.ISO_8859_1);
            return new String(in.readNBytes(bytes.length), StandardCharsets.ISO_8859_1);
        }

        String readToEnd() throws IOException {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
