import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Answers the requests of the conformance protocol (../README.md). */
final class Driver {
    /** What stands for an option that is not given. */
    private static final String LEFT_OUT = "-";

    public static void main(String[] arguments) throws IOException {
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        StringBuilder answers = new StringBuilder();
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            answers.append(answer(line)).append('\n');
            if (!requests.ready()) {
                System.out.print(answers);
                System.out.flush();
                answers.setLength(0);
            }
        }
    }

    private static String answer(String line) {
        String[] fields = line.split("\t", -1);
        try {
            return switch (fields[0] + "/" + (fields.length - 1)) {
                case "sign/4" -> ok(ring(fields[1]).sign(text(fields[2]), number(fields[3]), number(fields[4])));
                case "check/5" -> judged(ring(fields[1], fields[5]).check(text(fields[2]), number(fields[3]), number(fields[4])));
                case "read/6" -> read(fields);
                case "login/8" -> ok(SpaAuth.loginCookie(text(fields[1]), number(fields[2]), options(fields, 3)));
                case "logout/6" -> ok(SpaAuth.logoutCookie(options(fields, 1)));
                case "key/1" -> ok(SpaAuth.revocationKey(text(fields[1])));
                case "next/3" -> ok(SpaAuth.safeNext(text(fields[1]), given(fields[2], "/"), origins(text(fields[3]))));
                default -> "error\trequest";
            };
        } catch (SpaAuth.Misuse misuse) {
            return "error\t" + misuse.field;
        }
    }

    private static String read(String[] fields) {
        String header = octets(fields[2]);
        String name = text(fields[3]);
        // With no cookie the secret does not matter, and a ring is made of a usable one only.
        boolean isMissing = SpaAuth.cookieValues(header, name).isEmpty();
        return isMissing
                ? "missing"
                : judged(ring(fields[1], fields[6]).read(header, name, number(fields[4]), number(fields[5])));
    }

    private static SpaAuth.CookieOptions options(String[] fields, int start) {
        SpaAuth.CookieOptions byDefault = SpaAuth.CookieOptions.DEFAULT;
        String sameSite = fields[start + 3].equals(LEFT_OUT) ? "Lax" : fields[start + 3];
        return new SpaAuth.CookieOptions(
                given(fields[start], byDefault.name()),
                given(fields[start + 1], byDefault.domain()),
                given(fields[start + 2], byDefault.path()),
                SpaAuth.SameSite.valueOf(sameSite.toUpperCase(Locale.ROOT)),
                !fields[start + 4].equals("false"),
                fields[start + 5].equals("true"));
    }

    private static List<String> origins(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }

    private static String given(String field, String byDefault) {
        return field.equals(LEFT_OUT) ? byDefault : text(field);
    }

    private static String judged(SpaAuth.Verdict verdict) {
        return verdict instanceof SpaAuth.Valid valid
                ? "valid\t" + hex(valid.userId()) + "\t" + valid.expiry()
                : verdict.toString().toLowerCase(Locale.ROOT);
    }

    private static SpaAuth ring(String field) {
        return new SpaAuth(text(field));
    }

    private static SpaAuth ring(String field, String cutOff) {
        SpaAuth ring = ring(field);
        return cutOff.equals(LEFT_OUT) ? ring : ring.withCutOff(userId -> OptionalLong.of(number(cutOff)));
    }

    private static String text(String field) {
        return new String(HexFormat.of().parseHex(field), StandardCharsets.UTF_8);
    }

    // As a servlet passes a header on.
    private static String octets(String field) {
        return new String(HexFormat.of().parseHex(field), StandardCharsets.ISO_8859_1);
    }

    // -1 for "-1" and "1.5" too: a long cannot hold what is no whole number.
    private static long number(String field) {
        return field.matches("[0-9]{1,16}") ? Long.parseLong(field) : -1;
    }

    private static String ok(String text) {
        return "ok\t" + hex(text);
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
