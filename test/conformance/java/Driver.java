import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/** Answers the requests of the conformance protocol (../README.md). */
final class Driver {
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
                case "check/4" -> judged(ring(fields[1]).check(text(fields[2]), number(fields[3]), number(fields[4])));
                case "read/5" -> read(fields[1], octets(fields[2]), text(fields[3]), number(fields[4]), number(fields[5]));
                case "login/2" -> ok(SpaAuth.loginCookie(text(fields[1]), number(fields[2])));
                case "logout/0" -> ok(SpaAuth.logoutCookie());
                default -> "error\trequest";
            };
        } catch (SpaAuth.Misuse misuse) {
            return "error\t" + misuse.field;
        }
    }

    private static String read(String secret, String header, String name, long now, long tolerance) {
        // With no cookie the secret does not matter, and a ring is made of a usable one only.
        boolean isMissing = SpaAuth.cookieValues(header, name).isEmpty();
        return isMissing ? "missing" : judged(ring(secret).read(header, name, now, tolerance));
    }

    private static String judged(SpaAuth.Verdict verdict) {
        return verdict instanceof SpaAuth.Valid valid
                ? "valid\t" + hex(valid.userId()) + "\t" + valid.expiry()
                : verdict.toString().toLowerCase(Locale.ROOT);
    }

    private static SpaAuth ring(String field) {
        return new SpaAuth(text(field));
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
