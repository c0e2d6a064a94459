//! Answers the requests of the conformance protocol (../../README.md).

use spa_auth::{cookie_values, login_cookie, logout_cookie, revocation_key, safe_next};
use spa_auth::{Claim, CookieOptions, KeyRing, Mistake, Refusal, SameSite};
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
        ["check", secret, token, now, tolerance, cut_off] => {
            ring_with(secret, cut_off).map(|ring| judged(ring.check(&text(token), number(now), number(tolerance))))
        }
        ["read", secret, header, name, now, tolerance, cut_off] => {
            read(secret, &bytes(header), &text(name), now, tolerance, cut_off)
        }
        ["login", token, max_age, name, domain, path, same_site, secure, partitioned] => {
            let options = [name, domain, path, same_site, secure, partitioned];
            with_options(options, |options| login_cookie(&text(token), number(max_age), options)).map(ok)
        }
        ["logout", name, domain, path, same_site, secure, partitioned] => {
            with_options([name, domain, path, same_site, secure, partitioned], logout_cookie).map(ok)
        }
        ["key", user_id] => revocation_key(&text(user_id)).map(ok),
        ["next", next, fallback, origins] => {
            let fallback = given(fallback).unwrap_or_else(|| "/".to_owned());
            let origins = text(origins);
            safe_next(&text(next), &fallback, &origins.split_whitespace().collect::<Vec<_>>()).map(ok)
        }
        _ => return "error\trequest".to_owned(),
    };
    answered.unwrap_or_else(|mistake| format!("error\t{}", code(mistake)))
}

fn sign(secret: &str, user_id: &str, max_age: &str, now: &str) -> Result<String, Mistake> {
    ring(secret)?.sign(&text(user_id), number(max_age), number(now)).map(ok)
}

fn read(secret: &str, header: &[u8], name: &str, now: &str, tolerance: &str, cut_off: &str) -> Result<String, Mistake> {
    // With no cookie the secret does not matter, and a ring is made of a usable one only.
    if cookie_values(header, name).is_empty() {
        return Ok(judged(Err(Refusal::Missing)));
    }
    let ring = ring_with(secret, cut_off)?;
    Ok(judged(ring.read(header, name, number(now), number(tolerance))))
}

fn ring(secret: &str) -> Result<KeyRing, Mistake> {
    KeyRing::parse(&text(secret))
}

fn ring_with(secret: &str, cut_off: &str) -> Result<KeyRing, Mistake> {
    let cut_off = cut_off.parse().ok();
    Ok(ring(secret)?.with_cut_off(move |_| cut_off))
}

fn with_options<T>(fields: [&str; 6], write: impl FnOnce(&CookieOptions) -> T) -> T {
    let [name, domain, path, same_site, secure, partitioned] = fields;
    let (name, domain, path) = (given(name), given(domain), given(path));
    let default = CookieOptions::default();
    write(&CookieOptions {
        name: name.as_deref().unwrap_or(default.name),
        domain: domain.as_deref(),
        path: path.as_deref().unwrap_or(default.path),
        same_site: match same_site {
            "Strict" => SameSite::Strict,
            "None" => SameSite::None,
            _ => SameSite::Lax,
        },
        secure: secure != "false",
        partitioned: partitioned == "true",
    })
}

/// Nothing for what is left out.
fn given(field: &str) -> Option<String> {
    (field != "-").then(|| text(field))
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
        Mistake::CookieName => "cookie_name",
        Mistake::CookieAttribute => "cookie_attribute",
        Mistake::Fallback => "fallback",
        Mistake::AllowedOrigins => "allowed_origins",
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
