import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
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
 * response.sendRedirect(SpaAuth.safeNext(request.getParameter("next")));
 * SpaAuth.Verdict verdict = ring.read(request.getHeader("Cookie"));
 * }</pre>
 */
public final class SpaAuth {
    public static final String COOKIE_NAME = "pocket-spa-token";
    public static final long DEFAULT_MAX_AGE = 604_800;

    private static final long LATEST = (1L << 53) - 1;
    private static final int MAX_SECRETS = 4;
    private static final int MAX_COOKIES = 4;
    private static final int MAX_OCTETS = 4096;
    private static final int MAX_BACKSLASHES = 32;
    private static final int MAX_CANDIDATES = 4;
    private static final int MAX_USER_ID_BYTES = 1024;
    private static final int MAX_PAIR = 4096;
    private static final int MAX_NEXT = 2048;

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

    private static final Pattern COOKIE_TOKEN = Pattern.compile("[!#$%&'*+\\-.^_`|~0-9A-Za-z]+");
    private static final Pattern COOKIE_PATH = Pattern.compile("/[\\x20-:<-~]*");
    private static final Pattern COOKIE_DOMAIN = Pattern.compile("\\.?[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)*");
    private static final Pattern NEEDS_SECURE = Pattern.compile("(?i)__(?:Secure|Host)-.*");
    private static final Pattern NEEDS_HOST = Pattern.compile("(?i)__Host-.*");

    private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1f\\x7f]");
    private static final Pattern SURROGATE = Pattern.compile("\\p{Cs}");
    private static final Pattern SAFE_PATH = Pattern.compile("/(?!/)[^?\\\\]*(?:\\?.*)?", Pattern.DOTALL);
    private static final Pattern ABSOLUTE_URL =
            Pattern.compile("(https?)://+([^/?# ]*)( *|[/?#].*)", Pattern.DOTALL);
    private static final Pattern ALLOWED_ORIGIN =
            Pattern.compile("(https?)://((?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])(?::[0-9]*)?)/?");
    private static final Pattern ENCODED_DOT = Pattern.compile("(?i)%2e");
    // What a browser encodes in a path, a query and a fragment (URL Standard).
    private static final Pattern NOT_IN_PATH = Pattern.compile("[^!$-;=@-\\]_a-z|~]+");
    private static final Pattern NOT_IN_QUERY = Pattern.compile("[^!$-&(-;=?-~]+");
    private static final Pattern NOT_IN_FRAGMENT = Pattern.compile("[^!#-;=?-_a-~]+");

    /** How a token was judged. */
    public sealed interface Verdict {}

    /** A token whose MAC has passed. */
    public record Valid(String userId, long expiry) implements Verdict {}

    /** The rows of SPEC 3: of several refusals, the one furthest down is told. */
    public enum Refused implements Verdict { MISSING, MALFORMED, EXPIRED, BAD_SIGNATURE, REVOKED }

    /** From a user id to the cut-off that applies, in Unix seconds, or empty (SPEC 3.1). What it throws reaches the caller. */
    @FunctionalInterface
    public interface CutOff {
        OptionalLong of(String userId);
    }

    /** The values of the attribute {@code SameSite}. */
    public enum SameSite {
        LAX("Lax"),
        STRICT("Strict"),
        NONE("None");

        private final String text;

        SameSite(String text) {
            this.text = text;
        }
    }

    /**
     * The cookie's name and attributes; {@code domain} is null for none. Use the same ones to write the cookie and to remove it:
     * {@code CookieOptions.DEFAULT.withDomain("example.com")}.
     */
    public record CookieOptions(
            String name, String domain, String path, SameSite sameSite, boolean secure, boolean partitioned) {
        public static final CookieOptions DEFAULT =
                new CookieOptions(COOKIE_NAME, null, "/", SameSite.LAX, true, false);

        public CookieOptions {
            if (!COOKIE_TOKEN.matcher(name).matches()) {
                throw new Misuse("cookie_name", "A cookie's name is an RFC 6265 token.");
            }
            if (!COOKIE_PATH.matcher(path).matches()) {
                throw new Misuse("cookie_attribute", "A path begins with \"/\" and is printable ASCII without \";\".");
            }
            if (domain != null && !COOKIE_DOMAIN.matcher(domain).matches()) {
                throw new Misuse("cookie_attribute", "A domain is a host name, such as example.com.");
            }
            if (!secure && (sameSite == SameSite.NONE || partitioned)) {
                throw new Misuse("cookie_attribute", "SameSite=None and Partitioned need Secure.");
            }
            if (!secure && NEEDS_SECURE.matcher(name).matches()) {
                throw new Misuse("cookie_name", "A name with the prefix __Secure- or __Host- needs Secure.");
            }
            if (NEEDS_HOST.matcher(name).matches() && (!path.equals("/") || domain != null)) {
                throw new Misuse("cookie_name", "A name with the prefix __Host- needs the path \"/\" and no domain.");
            }
        }

        public CookieOptions withName(String name) {
            return new CookieOptions(name, domain, path, sameSite, secure, partitioned);
        }

        public CookieOptions withDomain(String domain) {
            return new CookieOptions(name, domain, path, sameSite, secure, partitioned);
        }

        public CookieOptions withPath(String path) {
            return new CookieOptions(name, domain, path, sameSite, secure, partitioned);
        }

        public CookieOptions withSameSite(SameSite sameSite) {
            return new CookieOptions(name, domain, path, sameSite, secure, partitioned);
        }

        public CookieOptions withSecure(boolean secure) {
            return new CookieOptions(name, domain, path, sameSite, secure, partitioned);
        }

        public CookieOptions withPartitioned(boolean partitioned) {
            return new CookieOptions(name, domain, path, sameSite, secure, partitioned);
        }
    }

    /** A caller's mistake; {@code field} names what it is about, such as "secret" or "user_id". Hostile input never throws it. */
    public static final class Misuse extends IllegalArgumentException {
        public final String field;

        Misuse(String field, String message) {
            super(message);
            this.field = field;
        }
    }

    private final List<SecretKeySpec> keys;
    private final CutOff cutOff;

    private SpaAuth(List<SecretKeySpec> keys, CutOff cutOff) {
        this.keys = keys;
        this.cutOff = cutOff;
    }

    /** One to four secrets joined by ",": the first signs, all verify (SPEC 2). */
    public SpaAuth(String ring) {
        this(parseKeys(ring), userId -> OptionalLong.empty());
    }

    private static List<SecretKeySpec> parseKeys(String ring) {
        List<SecretKeySpec> keys = new ArrayList<>();
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
        return keys;
    }

    /** The same ring, which also refuses what a cut-off refuses. It is asked about a user whom the MAC has proven. */
    public SpaAuth withCutOff(CutOff cutOff) {
        return new SpaAuth(keys, cutOff);
    }

    /** A token that says who the user is, for seven days from now on. */
    public String sign(String userId) {
        return sign(userId, DEFAULT_MAX_AGE, clock());
    }

    /** A token that says who the user is, for {@code maxAge} seconds from {@code now} on. */
    public String sign(String userId, long maxAge, long now) {
        checkUserId(userId);
        String claim = userId + ":" + (now + lifetime(maxAge, LATEST - now));
        return claim + ":" + mac(keys.get(0), claim);
    }

    /** Judges a token by the clock. */
    public Verdict check(String token) {
        return check(token, clock(), 0);
    }

    /** Judges a token in the order of SPEC 3. */
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
                OptionalLong limit = cutOff.of(userId);
                boolean isRevoked = limit.isPresent() && expiry <= limit.getAsLong();
                return isRevoked ? Refused.REVOKED : new Valid(userId, expiry);
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
            if (!(verdict instanceof Refused refused)) {
                return verdict;
            }
            furthest = refused.compareTo(furthest) > 0 ? refused : furthest;
            if (refused.compareTo(Refused.BAD_SIGNATURE) >= 0 && --left == 0) {
                break;
            }
        }
        return furthest;
    }

    /** The value of the Set-Cookie header that logs a user in for seven days. */
    public static String loginCookie(String token) {
        return loginCookie(token, DEFAULT_MAX_AGE, CookieOptions.DEFAULT);
    }

    /** The value of the Set-Cookie header that logs a user in. Give the token's own lifetime. */
    public static String loginCookie(String token, long maxAge, CookieOptions options) {
        if (!TEXT.matcher(token).matches()) {
            throw new Misuse("token", "The token is empty or holds a lone surrogate.");
        }
        String value = percentEncoded(NOT_COOKIE_OCTETS, token);
        if (options.name().length() + "=".length() + value.length() > MAX_PAIR) {
            throw new Misuse("token", "The token is too long for a cookie.");
        }
        return setCookie(value, lifetime(maxAge, LATEST), options);
    }

    /** The value of the Set-Cookie header that logs a user out. */
    public static String logoutCookie() {
        return logoutCookie(CookieOptions.DEFAULT);
    }

    /** The value of the Set-Cookie header that logs a user out. Give the options that the cookie was written with. */
    public static String logoutCookie(CookieOptions options) {
        return setCookie("", 0, options);
    }

    /** The key of a user's cut-off in the KeyValueStore (SPEC 3.1). */
    public static String revocationKey(String userId) {
        checkUserId(userId);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(utf8(userId));
            return "revoked:" + HexFormat.of().formatHex(hash);
        } catch (GeneralSecurityException impossible) {
            // Every Java has SHA-256.
            throw new IllegalStateException(impossible);
        }
    }

    /** Where to go after a log-in: {@code next} if it is a path of this site, or "/" (SPEC 8). */
    public static String safeNext(String next) {
        return safeNext(next, "/", List.of());
    }

    /**
     * Where to go after a log-in: {@code next} if it is a path of this site or of an allowed origin, or the fallback (SPEC 8). An origin's
     * host is compared as text: write one beyond ASCII in punycode.
     */
    public static String safeNext(String next, String fallback, List<String> allowedOrigins) {
        List<String> origins = allowedOrigins.stream().map(SpaAuth::parseOrigin).toList();
        String safeFallback = safeLocation(fallback, origins).orElseThrow(() -> new Misuse(
                "fallback", "A fallback is a path that begins with one \"/\", or a URL of an allowed origin."));
        return safeLocation(next, origins).orElse(safeFallback);
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

    private static void checkUserId(String userId) {
        if (!USER_ID.matcher(userId).matches() || isTooLong(userId)) {
            throw new Misuse("user_id", "A user id has 1 to 1,024 bytes of UTF-8, without \":\" and control characters.");
        }
    }

    private static String setCookie(String value, long maxAge, CookieOptions options) {
        StringBuilder cookie = new StringBuilder(options.name());
        cookie.append('=').append(value).append("; Max-Age=").append(maxAge).append("; HttpOnly");
        if (options.secure()) {
            cookie.append("; Secure");
        }
        cookie.append("; SameSite=").append(options.sameSite().text).append("; Path=").append(options.path());
        if (options.domain() != null) {
            cookie.append("; Domain=").append(options.domain());
        }
        if (options.partitioned()) {
            cookie.append("; Partitioned");
        }
        return cookie.toString();
    }

    /** The text for Location, or empty if {@code next} is not safe. */
    private static Optional<String> safeLocation(String next, List<String> origins) {
        if (next == null || CONTROL.matcher(next).find()) {
            return Optional.empty();
        }
        Matcher absolute = ABSOLUTE_URL.matcher(next);
        boolean isAbsolute = absolute.matches();
        String origin = isAbsolute ? origin(absolute.group(1), absolute.group(2)) : "";
        String rest = isAbsolute ? absolute.group(3) : next;
        String resolved = resolved(rest);
        boolean isSafe = isAbsolute
                ? origins.contains(origin) && next.indexOf('\\') < 0
                // A dot segment may leave "//" in front, which a browser takes for a host: "/.//evil.example".
                : SAFE_PATH.matcher(next).matches() && !resolved.startsWith("//");
        if (!isSafe || rest.length() > MAX_NEXT) {
            return Optional.empty();
        }
        boolean isAscii = next.chars().allMatch(character -> character < 0x80);
        return Optional.of(isAscii ? next : origin + resolved);
    }

    private static String parseOrigin(String allowed) {
        Matcher fields = ALLOWED_ORIGIN.matcher(allowed);
        if (!fields.matches()) {
            throw new Misuse("allowed_origins", "An allowed origin is such as https://app.example.com, without a path.");
        }
        return origin(fields.group(1), fields.group(2));
    }

    /** In lower case and without the default port, as a browser compares origins. */
    private static String origin(String scheme, String authority) {
        String port = scheme.equals("https") ? "443" : "80";
        return scheme + "://" + authority.toLowerCase(Locale.ROOT).replaceFirst(":(?:" + port + ")?$", "");
    }

    /** A URL from its path on, as a browser sends it: without dot segments, and in ASCII. */
    private static String resolved(String rest) {
        int end = rest.length();
        while (end > 0 && rest.charAt(end - 1) == ' ') {
            end--;
        }
        String text = SURROGATE.matcher(rest.substring(0, end)).replaceAll("\ufffd");
        int hash = indexOrEnd(text, '#');
        int mark = Math.min(indexOrEnd(text, '?'), hash);
        Deque<String> segments = new ArrayDeque<>();
        String dots = "";
        for (String segment : text.substring(0, mark).replaceFirst("^/", "").split("/", -1)) {
            dots = ENCODED_DOT.matcher(segment).replaceAll(".");
            if (dots.equals("..")) {
                segments.pollLast();
            } else if (!dots.equals(".")) {
                segments.addLast(segment);
            }
        }
        if (dots.equals(".") || dots.equals("..")) {
            segments.addLast("");
        }
        return "/" + percentEncoded(NOT_IN_PATH, String.join("/", segments))
                + percentEncoded(NOT_IN_QUERY, text.substring(mark, hash))
                + percentEncoded(NOT_IN_FRAGMENT, text.substring(hash));
    }

    private static int indexOrEnd(String text, char wanted) {
        int index = text.indexOf(wanted);
        return index < 0 ? text.length() : index;
    }

    private static String percentEncoded(Pattern notKept, String text) {
        return notKept.matcher(text).replaceAll(run -> PERCENT.formatHex(utf8(run.group())));
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
