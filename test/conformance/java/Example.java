public final class Example {
    public static void main(String[] arguments) {
        SpaAuth ring = new SpaAuth(System.getenv("SPA_TOKEN_SECRET")); // fails at the start if the secret is unusable

        // Log in: check the password first. Add the text as a Set-Cookie header, then redirect.
        String login = SpaAuth.loginCookie(ring.sign("ada@example.com"));
        String location = SpaAuth.safeNext("//evil.example"); // the parameter next; "/" for whatever is not safe

        // Who is it? The text of the Cookie header.
        SpaAuth.Verdict verdict = ring.read(login.split(";")[0]);
        String user = verdict instanceof SpaAuth.Valid valid ? valid.userId() : verdict.toString();
        System.out.println(String.join("\n", login, user, location, SpaAuth.logoutCookie()));
    }
}
