//! Answers the requests of the conformance protocol (../../README.md).

use spa_auth::{cookie_values, login_cookie, logout_cookie, Claim, KeyRing, Mistake, Refusal};
use std::io::{self, BufRead, Write};

fn main() -> io::Result<()> {
    let mut input = io::stdin().lock();
    let mut output = io::stdout().lock();
    let mut line = String::new();
    while input.read_line(&mut line)? > 0 {
        writeln!(output, "{}", answer(line.trim_end_matches('\n')))?;
        line.clear();
    }
    Ok(())
}

fn answer(line: &str) -> String {
    let fields: Vec<&str> = line.split('\t').collect();
    let answered = match fields[..] {
        ["sign", secret, user_id, max_age, now] => sign(secret, user_id, max_age, now),
        ["check", secret, token, now, tolerance] => {
            ring(secret).map(|ring| judged(ring.check(&text(token), number(now), number(tolerance))))
        }
        ["read", secret, header, name, now, tolerance] => read(secret, &bytes(header), &text(name), now, tolerance),
        ["login", token, max_age] => login_cookie(&text(token), number(max_age)).map(ok),
        ["logout"] => Ok(ok(logout_cookie())),
        _ => return "error\trequest".to_owned(),
    };
    answered.unwrap_or_else(|mistake| format!("error\t{}", code(mistake)))
}

fn sign(secret: &str, user_id: &str, max_age: &str, now: &str) -> Result<String, Mistake> {
    ring(secret)?.sign(&text(user_id), number(max_age), number(now)).map(ok)
}

fn read(secret: &str, header: &[u8], name: &str, now: &str, tolerance: &str) -> Result<String, Mistake> {
    // With no cookie the secret does not matter, and a ring is made of a usable one only.
    if cookie_values(header, name).is_empty() {
        return Ok(judged(Err(Refusal::Missing)));
    }
    Ok(judged(ring(secret)?.read(header, name, number(now), number(tolerance))))
}

fn ring(secret: &str) -> Result<KeyRing, Mistake> {
    KeyRing::parse(&text(secret))
}

fn ok(text: String) -> String {
    format!("ok\t{}", hex::encode(text))
}

fn judged(verdict: Result<Claim, Refusal>) -> String {
    match verdict {
        Ok(claim) => format!("valid\t{}\t{}", hex::encode(claim.user_id), claim.expiry),
        Err(refusal) => refusal.to_string(),
    }
}

fn code(mistake: Mistake) -> &'static str {
    match mistake {
        Mistake::Secret => "secret",
        Mistake::UserId => "user_id",
        Mistake::MaxAge => "max_age",
        Mistake::Token => "token",
    }
}

fn bytes(field: &str) -> Vec<u8> {
    hex::decode(field).unwrap_or_default()
}

fn text(field: &str) -> String {
    String::from_utf8(bytes(field)).unwrap_or_default()
}

/// What is no whole number becomes one that no lifetime can be.
fn number(field: &str) -> u64 {
    field.parse().unwrap_or(u64::MAX)
}
