package doozer.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Transactions as bytes, and as text. */
class TxnTest {
    private static final byte[] NOTHING = new byte[0];

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Txn txn) {
        StringBuilder text = new StringBuilder();
        for (Txn.Operation one : txn.operations()) {
            text.append(one.kind()).append(' ').append(one.path()).append(' ').append(one.rev())
                    .append(" [").append(new String(one.value(), StandardCharsets.UTF_8))
                    .append("]; ");
        }
        return text.toString();
    }

    @Test
    void whatIsEncodedIsDecoded() throws BadFrameException {
        Random random = new Random(1);
        for (int i = 0; i < 1_000; i++) {
            ArrayList<Txn.Operation> operations = new ArrayList<>();
            for (int n = random.nextInt(5); n > 0; n--) {
                Txn.Kind kind = Txn.Kind.values()[random.nextInt(4)];
                byte[] value = new byte[kind.isSet() ? random.nextInt(300) : 0];
                for (int b = 0; b < value.length; b++) value[b] = (byte) ('a' + random.nextInt(26));
                operations.add(new Txn.Operation(kind, "/" + random.nextInt(),
                        random.nextLong() >> random.nextInt(64), value));
            }
            Txn txn = new Txn(operations);
            assertThat(text(Txn.decode(txn.encode()))).isEqualTo(text(txn));
        }
    }

    @Test
    void absentFieldsMeanWhatTheProtocolSays() throws BadFrameException {
        byte[] bare = {10, 2, 8, 1, 10, 2, 8, 2, 10, 2, 8, 3};
        assertThat(text(Txn.decode(bare))).isEqualTo("IF  0 []; SET  -1 []; DEL  -1 []; ");
        byte[] unknown = {16, 5, 26, 1, 'x', 10, 7, 8, 1, 18, 1, 'a', 48, 9};
        assertThat(text(Txn.decode(unknown))).isEqualTo("IF a 0 []; ");
    }

    @Test
    void randomBytesAreATransactionOrAnErrorAndNothingElse() {
        Random random = new Random(2);
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = new byte[random.nextInt(12)];
            random.nextBytes(bytes);
            if (bytes.length > 2 && random.nextBoolean()) bytes[0] = 10;
            try {
                assertThat(Txn.decode(bytes).operations().size()).isLessThan(12);
            } catch (BadFrameException e) {
                assertThat(e).hasMessageContaining("transaction");
            }
        }
    }

    @Test
    void linesOfPeopleMakeOne() {
        assertThat(text(TxnText.ofLines(List.of(bytes("if /a 0"), bytes(""),
                bytes("set /b -1 two  words "), bytes("set /c 3"), bytes("eph /d -1 me"),
                bytes("del /e 7"))))).isEqualTo("IF /a 0 []; SET /b -1 [two  words ]; "
                        + "SET /c 3 []; EPHEMERAL /d -1 [me]; DEL /e 7 []; ");
        assertThat(text(TxnText.ofLine(bytes("set /a -1 x; y;z ; del /b 1 ; ; if /c 0"))))
                .isEqualTo("SET /a -1 [x; y;z]; DEL /b 1 []; IF /c 0 []; ");
    }

    @Test
    void wrongLineIsNamed() {
        for (String bad : List.of("if /a", "put /a 1", "if /a x", "del /a 1 x", "set",
                "SET /a 1")) {
            assertThatThrownBy(() -> TxnText.ofLines(List.of(bytes("if /a 0"), bytes(bad))))
                    .as(bad).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("number 2 is not if <path> <rev>");
        }
        List<byte[]> many = java.util.Collections.nCopies(Limits.MAX_TXN + 1, bytes("if /a 0"));
        assertThatThrownBy(() -> TxnText.ofLines(many)).hasMessageContaining("at most 128");
        assertThat(new Txn(List.of()).encode()).isEqualTo(NOTHING);
    }
}
