package doozer.net;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the nodes of a cluster know and strangers do not: proved, never sent. The proof is an HMAC
 * (RFC 2104) with SHA-256 over what both sides have thrown in at random. Belongs to one thread.
 */
public final class PeerSecret {
    static final int BYTES = 32;
    /** What is proved without a secret: only that it is a node. */
    private static final String NONE = "no secret";

    private final Mac mac;
    private final SecureRandom random = new SecureRandom();

    /** One that is known by that text; "" for none, which only nodes without one accept. */
    public PeerSecret(String secret) {
        byte[] key = ((secret.isEmpty() ? NONE : "secret ") + secret)
                .getBytes(StandardCharsets.UTF_8);
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            // The first of each costs tens of milliseconds: not while somebody waits for a link.
            proof("warm", nonce(), nonce());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256: " + e, e);
        }
    }

    /** Bytes that nobody can foretell. */
    byte[] nonce() {
        byte[] nonce = new byte[BYTES];
        random.nextBytes(nonce);
        return nonce;
    }

    /** What only those who know the secret can say, of one side of one link. */
    byte[] proof(String side, byte[] diallerOpening, byte[] listenerOpening) {
        mac.update(("doozer link, " + side).getBytes(StandardCharsets.US_ASCII));
        mac.update(diallerOpening);
        return mac.doFinal(listenerOpening);
    }
}
