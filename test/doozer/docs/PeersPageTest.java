package doozer.docs;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.node.PeerCodec;
import doozer.node.PeerMessage;
import doozer.server.Doozer;
import doozer.server.Log;
import doozer.server.Options;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/**
 * Links with a real server as the page on the protocol between nodes has it, with nothing of ours
 * but what takes the answer apart.
 */
class PeersPageTest {
    private static final Path PAGE =
            Path.of(System.getProperty("doozer.root"), "doc", "peers.md");
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final int NONCE = 32;
    private static final int HEAD = 4;

    /** The bytes of its example: what one side says, then the other, in turn; a hello last. */
    private static List<byte[]> example() throws IOException {
        List<byte[]> example = Files.readAllLines(PAGE).stream()
                .filter(line -> line.matches("[<>] [0-9a-f ]+"))
                .map(line -> HexFormat.of().parseHex(line.substring(2).replace(" ", ""))).toList();
        assertThat(example).hasSize(5);
        return example;
    }

    /** As the page says it: the key, and what it is used on. */
    private static byte[] proof(String key, String side, byte[] dialler, byte[] listener)
            throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        mac.update(("doozer link, " + side).getBytes(StandardCharsets.US_ASCII));
        mac.update(dialler, 0, HEAD + NONCE);
        mac.update(listener, 0, HEAD + NONCE);
        return mac.doFinal();
    }

    @Test
    void theProofsOfTheExampleAreMadeAsThePageSays() throws Exception {
        List<byte[]> example = example();
        byte[] dialler = example.get(0);
        byte[] listener = example.get(1);
        String key = "secret sesame";
        assertThat(example.get(2)).isEqualTo(proof(key, "dialler", dialler, listener));
        assertThat(Arrays.copyOfRange(example.get(3), 1, 1 + NONCE))
                .isEqualTo(proof(key, "listener", dialler, listener));
    }

    @Test
    void aServerAnswersTheExample() throws Exception {
        List<byte[]> example = example();
        try (Doozer server = start("sesame"); Socket socket = connect(server)) {
            DataInputStream in = new DataInputStream(socket.getInputStream());

            // when the opening of the page is sent, and a proof for what the server has thrown in
            byte[] said = greet(socket, example.get(0), "secret sesame");

            // then the server proves itself as the page says
            assertThat(said).startsWith(0);
            byte[] hello = example.get(4);
            socket.getOutputStream().write(hello);

            // and its hello is one for whoever has sent that of the page
            PeerMessage.Hello answer = (PeerMessage.Hello) decode(frame(in));
            PeerMessage.Hello ours = (PeerMessage.Hello) decode(frame(
                    new DataInputStream(new ByteArrayInputStream(hello))));
            assertThat(answer.name()).isEqualTo(ours.name()).isEqualTo("local");
            assertThat(answer.expected()).isEqualTo(ours.self().incarnation());
            assertThat(answer.self().address()).isEqualTo(server.address().toString());
            assertThat(answer.self().incarnation().id()).isEqualTo(server.id());
        }
    }

    @Test
    void keyOfAServerWithoutASecretIsThatOfThePage() throws Exception {
        assertThat(Files.readString(PAGE)).contains("the key is `no secret`");
        try (Doozer server = start(""); Socket socket = connect(server)) {
            assertThat(greet(socket, example().get(0), "no secret")).startsWith(0);
        }
    }

    @Test
    void otherSecretIsAnsweredWithAOneAndZeros() throws Exception {
        try (Doozer server = start("other"); Socket socket = connect(server)) {
            byte[] refused = new byte[1 + NONCE];
            refused[0] = 1;
            assertThat(greet(socket, example().get(0), "secret sesame")).isEqualTo(refused);
            assertThat(socket.getInputStream().read()).as("closed").isEqualTo(-1);
        }
    }

    /** Greets as a dialler; gives the server's verdict, whose proof is right if it has one. */
    private static byte[] greet(Socket socket, byte[] opening, String key) throws Exception {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        socket.getOutputStream().write(opening);
        byte[] other = in.readNBytes(HEAD + NONCE);
        assertThat(other).startsWith(0xdd, 'd', 'z', 1);
        socket.getOutputStream().write(proof(key, "dialler", opening, other));
        byte[] verdict = in.readNBytes(1 + NONCE);
        if (verdict[0] == 0) {
            assertThat(Arrays.copyOfRange(verdict, 1, 1 + NONCE))
                    .isEqualTo(proof(key, "listener", opening, other));
        }
        return verdict;
    }

    /** The body of the next frame, whose checksum is right. */
    private static byte[] frame(DataInputStream in) throws IOException {
        int length = in.readInt();
        int expected = in.readInt();
        byte[] body = in.readNBytes(length);
        CRC32C checksum = new CRC32C();
        checksum.update(body);
        assertThat((int) checksum.getValue()).isEqualTo(expected);
        return body;
    }

    private static PeerMessage decode(byte[] body) throws Exception {
        return PeerCodec.decode(ByteBuffer.wrap(body));
    }

    private static Socket connect(Doozer server) throws IOException {
        Socket socket = new Socket(server.address().host(), server.address().port());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    private static Doozer start(String peerSecret) throws Exception {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        return Doozer.start(Options.parse(new String[] {"-l", "127.0.0.1:0"},
                Map.of("DOOZER_PEERSECRET", peerSecret)),
                new Log(nowhere, System::currentTimeMillis));
    }
}
