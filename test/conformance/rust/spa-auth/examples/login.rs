use spa_auth::{login_cookie, logout_cookie, safe_next, CookieOptions, KeyRing, COOKIE_NAME, DEFAULT_MAX_AGE};
use std::error::Error;
use std::time::{SystemTime, UNIX_EPOCH};

fn main() -> Result<(), Box<dyn Error>> {
    let ring = KeyRing::parse(&std::env::var("SPA_TOKEN_SECRET")?)?; // fails at the start if the secret is unusable
    let (now, options) = (
        SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs(),
        CookieOptions::default(),
    );

    // Log in: check the password first. Add the text as a Set-Cookie header, then redirect.
    let token = ring.sign("ada@example.com", DEFAULT_MAX_AGE, now)?;
    let login = login_cookie(&token, DEFAULT_MAX_AGE, &options)?;
    let location = safe_next("//evil.example", "/", &[])?; // the parameter next; "/" for whatever is not safe

    // Who is it? The octets of the Cookie header.
    let claim = ring.read(format!("{COOKIE_NAME}={token}").as_bytes(), COOKIE_NAME, now, 0)?;
    println!("{login}\n{}\n{location}\n{}", claim.user_id, logout_cookie(&options)?);
    Ok(())
}
