import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The token and the cookie of pocket-spa-auth: SPEC.md on Java's standard library. Java 17 or newer.
 *
 * <pre>{@code
 * SpaAuth ring = new SpaAuth(System.getenv("SPA_TOKEN_SECRET"));
 * response.addHeader("Set-Cookie", SpaAuth.loginCookie(ring.sign("user-1")));
 * SpaAuth.Verdict verdict = ring.read(request.getHeader("Cookie"));
 * }</pre>
 */
public final class SpaAuth {
    public static final String COOKIE_NAME = "pocket-spa-token";
    public static final String ATTRIBUTES = "HttpOnly; Secure; SameSite=Lax; Path=/";
    public static final long DEFAULT_MAX_AGE = 604_800;

    private static final long LATEST = (1L << 53) - 1;
    private static final int MAX_SECRETS = 4;
    private static final int MAX_COOKIES = 4;
    private static final int MAX_OCTETS = 4096;
    private static final int MAX_BACKSLASHES = 32;
    private static final int MAX_CANDIDATES = 4;
    private static final int MAX_USER_ID_BYTES = 1024;
    private static final int MAX_PAIR = 4096;

    // White space is listed: trim() takes every control character, strip() takes all of Unicode's.
    private static final Pattern SECRET = Pattern.compile("[ \\t\\r\\n]*((?:[0-9a-fA-F]{2}){16,128})[ \\t\\r\\n]*");
    // Without lone surrogates, which getBytes() would turn into question marks.
    private static final Pattern TEXT = Pattern.compile("\\P{Cs}+");
    private static final Pattern USER_ID = Pattern.compile("[^:\\x00-\\x1f\\x7f\\p{Cs}]+");
    private static final Pattern TOKEN = Pattern.compile("(" + USER_ID + "):(0|[1-9][0-9]{0,15}):([0-9a-f]{64})");

    private static final Pattern QUOTED_ESCAPE = Pattern.compile("\\\\([0-3][0-7]{2}|.)", Pattern.DOTALL);
    private static final Pattern MALFORMED_PERCENT = Pattern.compile("%(?![0-9a-fA-F]{2})");
    // Possessive: the match of a loop that may give back is kept on the stack.
    private static final Pattern PERCENT_ESCAPES = Pattern.compile("(?:%[0-9a-fA-F]{2})++");
    private static final HexFormat PERCENT = HexFormat.of().withPrefix("%").withUpperCase();
    // What RFC 6265 section 4.1.1 keeps out of a value, and "%" (SPEC 4).
    private static final Pattern NOT_COOKIE_OCTETS =
            Pattern.compile("[^\\x21\\x23\\x24\\x26-\\x2b\\x2d-\\x3a\\x3c-\\x5b\\x5d-\\x7e]+");

    /** How a token was judged. */
    public sealed interface Verdict {}

    /** A token whose MAC has passed. */
    public record Valid(String userId, long expiry) implements Verdict {}

    /** The rows of SPEC 3: of several refusals, the one furthest down is told. */
    public enum Refused implements Verdict { MISSING, MALFORMED, EXPIRED, BAD_SIGNATURE }

    /** A caller's mistake; {@code field} is "secret", "user_id", "max_age" or "token". Hostile input never throws it. */
    public static final class Misuse extends IllegalArgumentException {
        public final String field;

        Misuse(String field, String message) {
            super(message);
            this.field = field;
        }
    }

    private final List<SecretKeySpec> keys = new ArrayList<>();

    /** One to four secrets joined by ",": the first signs, all verify (SPEC 2). */
    public SpaAuth(String ring) {
        // -1: without a limit split() drops what is empty at the end.
        String[] secrets = ring == null ? new String[0] : ring.split(",", -1);
        for (String secret : secrets) {
            Matcher trimmed = SECRET.matcher(secret);
            if (trimmed.matches()) {
                keys.add(new SecretKeySpec(HexFormat.of().parseHex(trimmed.group(1)), "HmacSHA256"));
            }
        }
        if (keys.isEmpty() || keys.size() < secrets.length || keys.size() > MAX_SECRETS) {
            throw new Misuse("secret", "A key ring is 1 to 4 secrets, each of them 16 to 128 bytes in hex.");
        }
    }

    /** A token that says who the user is, for seven days from now on. */
    public String sign(String userId) {
        return sign(userId, DEFAULT_MAX_AGE, clock());
    }

    /** A token that says who the user is, for {@code maxAge} seconds from {@code now} on. */
    public String sign(String userId, long maxAge, long now) {
        if (!USER_ID.matcher(userId).matches() || isTooLong(userId)) {
            throw new Misuse("user_id", "A user id has 1 to 1,024 bytes of UTF-8, without \":\" and control characters.");
        }
        String claim = userId + ":" + (now + lifetime(maxAge, LATEST - now));
        return claim + ":" + mac(keys.get(0), claim);
    }

    /** Judges a token by the clock. */
    public Verdict check(String token) {
        return check(token, clock(), 0);
    }

    /** Judges a token in the order of SPEC 3, the MAC last. */
    public Verdict check(String token, long now, long clockTolerance) {
        Matcher fields = TOKEN.matcher(token == null ? "" : token);
        if (!fields.matches() || isTooLong(fields.group(1))) {
            return Refused.MALFORMED;
        }
        String userId = fields.group(1);
        long expiry = Long.parseLong(fields.group(2));
        if (expiry > LATEST) {
            return Refused.MALFORMED;
        }
        if (now > expiry + clockTolerance) {
            return Refused.EXPIRED;
        }
        byte[] mac = utf8(fields.group(3));
        for (SecretKeySpec key : keys) {
            if (MessageDigest.isEqual(utf8(mac(key, userId + ":" + expiry)), mac)) {
                return new Valid(userId, expiry);
            }
        }
        return Refused.BAD_SIGNATURE;
    }

    /** Finds the token in a Cookie header, null where there is none, and judges it by the clock. */
    public Verdict read(String header) {
        return read(header, COOKIE_NAME, clock(), 0);
    }

    /** Finds the token in a Cookie header: the first candidate that verifies counts, of four that are worth a MAC. */
    public Verdict read(String header, String name, long now, long clockTolerance) {
        List<String> values = cookieValues(header, name);
        Refused furthest = values.isEmpty() ? Refused.MISSING : Refused.MALFORMED;
        int left = MAX_CANDIDATES;
        for (String token : candidates(values)) {
            Verdict verdict = check(token, now, clockTolerance);
            if (verdict == Refused.BAD_SIGNATURE) {
                left--;
            }
            if (!(verdict instanceof Refused refused) || left == 0) {
                return verdict;
            }
            furthest = refused.compareTo(furthest) > 0 ? refused : furthest;
        }
        return furthest;
    }

    /** The value of the Set-Cookie header that logs a user in for seven days. */
    public static String loginCookie(String token) {
        return loginCookie(token, DEFAULT_MAX_AGE);
    }

    /** The value of the Set-Cookie header that logs a user in. Give the token's own lifetime. */
    public static String loginCookie(String token, long maxAge) {
        if (!TEXT.matcher(token).matches()) {
            throw new Misuse("token", "The token is empty or holds a lone surrogate.");
        }
        String value = NOT_COOKIE_OCTETS.matcher(token).replaceAll(run -> PERCENT.formatHex(utf8(run.group())));
        String pair = COOKIE_NAME + "=" + value;
        if (pair.length() > MAX_PAIR) {
            throw new Misuse("token", "The token is too long for a cookie.");
        }
        return cookie(pair, lifetime(maxAge, LATEST));
    }

    /** The value of the Set-Cookie header that logs a user out. */
    public static String logoutCookie() {
        return cookie(COOKIE_NAME + "=", 0);
    }

    /** The values of the first four cookies of the name. */
    public static List<String> cookieValues(String header, String name) {
        List<String> values = new ArrayList<>();
        for (String part : header == null ? new String[0] : header.split(";")) {
            int equals = part.indexOf('=');
            if (equals >= 0 && values.size() < MAX_COOKIES && trim(part.substring(0, equals)).equals(name)) {
                values.add(trim(part.substring(equals + 1)));
            }
        }
        return values;
    }

    /** What the values may stand for, each one's most literal text first, within the limits of SPEC 4. */
    private static List<String> candidates(List<String> values) {
        List<String> found = new ArrayList<>();
        int left = MAX_OCTETS;
        long backslashes = MAX_BACKSLASHES;
        for (String value : values) {
            String text = text(value);
            int size = text.getBytes(StandardCharsets.UTF_8).length;
            if (size > left) {
                continue;
            }
            left -= size;
            found.add(text);
            if (text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")) {
                text = text.substring(1, text.length() - 1);
                long escapes = text.chars().filter(character -> character == '\\').count();
                if (escapes > backslashes) {
                    continue;
                }
                backslashes -= escapes;
                text = QUOTED_ESCAPE.matcher(text).replaceAll(SpaAuth::unescaped);
                found.add(text);
            }
            if (text.contains("%") && !MALFORMED_PERCENT.matcher(text).find()) {
                try {
                    found.add(PERCENT_ESCAPES.matcher(text).replaceAll(SpaAuth::decoded));
                } catch (IllegalArgumentException notUtf8) {
                    // No candidate.
                }
            }
        }
        return found;
    }

    // Servlets pass octets as Latin-1 characters: where they are UTF-8, they are that text. New coders report what they cannot take.
    private static String text(String value) {
        try {
            ByteBuffer octets = StandardCharsets.ISO_8859_1.newEncoder().encode(CharBuffer.wrap(value));
            return StandardCharsets.UTF_8.newDecoder().decode(octets).toString();
        } catch (CharacterCodingException notUtf8) {
            return value;
        }
    }

    private static String unescaped(MatchResult escape) {
        String escaped = escape.group(1);
        return Matcher.quoteReplacement(
                escaped.length() == 3 ? Character.toString(Integer.parseInt(escaped, 8)) : escaped);
    }

    // URLDecoder makes a space of "+" and a replacement character of what is no UTF-8; a new decoder reports it.
    private static String decoded(MatchResult escapes) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(PERCENT.parseHex(escapes.group()));
            return Matcher.quoteReplacement(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (CharacterCodingException notUtf8) {
            throw new IllegalArgumentException(notUtf8);
        }
    }

    // RFC 6265 section 5.2: spaces and tabs, which is less than strip() takes.
    private static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isBlank(char character) {
        return character == ' ' || character == '\t';
    }

    private static boolean isTooLong(String userId) {
        return utf8(userId).length > MAX_USER_ID_BYTES;
    }

    private static long lifetime(long maxAge, long limit) {
        if (maxAge < 0 || maxAge > limit) {
            throw new Misuse("max_age", "The lifetime is 0 seconds or more, and ends before 2^53.");
        }
        return maxAge;
    }

    private static String cookie(String pair, long maxAge) {
        return pair + "; Max-Age=" + maxAge + "; " + ATTRIBUTES;
    }

    private static String mac(SecretKeySpec key, String claim) {
        try {
            Mac hmac = Mac.getInstance("HmacSHA256");
            hmac.init(key);
            return HexFormat.of().formatHex(hmac.doFinal(utf8(claim)));
        } catch (GeneralSecurityException impossible) {
            // Every Java has HmacSHA256, and it takes every key.
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static long clock() {
        return Instant.now().getEpochSecond();
    }
}
