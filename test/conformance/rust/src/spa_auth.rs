//! The token and the cookie of pocket-spa-auth: SPEC.md on the crates hmac, sha2 and hex.
//!
//! ```ignore
//! let ring = KeyRing::parse(&std::env::var("SPA_TOKEN_SECRET")?)?;
//! let cookie = login_cookie(&ring.sign("user-1", DEFAULT_MAX_AGE, now)?, DEFAULT_MAX_AGE)?;
//! let claim = ring.read(cookie_header.as_bytes(), COOKIE_NAME, now, 0)?;
//! ```

use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::error::Error;
use std::fmt;

pub const COOKIE_NAME: &str = "pocket-spa-token";
/// Seven days in seconds.
pub const DEFAULT_MAX_AGE: u64 = 604_800;

const ATTRIBUTES: &str = "HttpOnly; Secure; SameSite=Lax; Path=/";
const LATEST: u64 = (1 << 53) - 1;
const MAX_SECRETS: usize = 4;
const MAX_COOKIES: usize = 4;
const MAX_OCTETS: usize = 4096;
const MAX_BACKSLASHES: usize = 32;
const MAX_CANDIDATES: usize = 4;
const MAX_USER_ID_BYTES: usize = 1024;
const MAX_PAIR: usize = 4096;

/// A caller's mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mistake {
    Secret,
    UserId,
    MaxAge,
    Token,
}

impl fmt::Display for Mistake {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(match self {
            Self::Secret => "a key ring is 1 to 4 secrets, each of them 16 to 128 bytes in hex",
            Self::UserId => "a user id has 1 to 1,024 bytes, without \":\" and control characters",
            Self::MaxAge => "a lifetime ends before 2^53",
            Self::Token => "the token is empty, or too long for a cookie",
        })
    }
}

impl Error for Mistake {}

/// The reasons of a refusal, in the order of SPEC 3: of several, the furthest is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    Missing,
    Malformed,
    Expired,
    BadSignature,
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(match self {
            Self::Missing => "missing",
            Self::Malformed => "malformed",
            Self::Expired => "expired",
            Self::BadSignature => "bad_signature",
        })
    }
}

impl Error for Refusal {}

/// What a valid token says: who the user is, and the token's last valid second.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub user_id: String,
    pub expiry: u64,
}

/// One to four keys: the first signs, all verify. Not `Debug`: keys are not for logs.
pub struct KeyRing(Vec<Hmac<Sha256>>);

impl KeyRing {
    /// Checks one to four secrets joined by "," in full (SPEC 2).
    pub fn parse(text: &str) -> Result<Self, Mistake> {
        let secrets: Vec<&str> = text.split(',').collect();
        if secrets.len() > MAX_SECRETS {
            return Err(Mistake::Secret);
        }
        secrets.into_iter().map(keyed).collect::<Result<_, _>>().map(KeyRing)
    }

    /// A token that is valid for `max_age` seconds from `now` on.
    pub fn sign(&self, user_id: &str, max_age: u64, now: u64) -> Result<String, Mistake> {
        if !is_user_id(user_id) {
            return Err(Mistake::UserId);
        }
        let expiry = now
            .checked_add(max_age)
            .filter(|&expiry| expiry <= LATEST)
            .ok_or(Mistake::MaxAge)?;
        let claim = format!("{user_id}:{expiry}");
        let mac = self.0[0].clone().chain_update(&claim).finalize().into_bytes();
        Ok(format!("{claim}:{}", hex::encode(mac)))
    }

    /// Judges a token in the order of SPEC 3, the MAC last.
    pub fn check(&self, token: &str, now: u64, clock_tolerance: u64) -> Result<Claim, Refusal> {
        let (claim, user_id, expiry, mac) = fields(token).ok_or(Refusal::Malformed)?;
        if now > expiry.saturating_add(clock_tolerance) {
            return Err(Refusal::Expired);
        }
        let signed = |key: &Hmac<Sha256>| key.clone().chain_update(claim).verify_slice(&mac).is_ok();
        if !self.0.iter().any(signed) {
            return Err(Refusal::BadSignature);
        }
        Ok(Claim {
            user_id: user_id.to_owned(),
            expiry,
        })
    }

    /// Finds the token in a Cookie header: the first candidate that verifies counts, of four that are worth a MAC.
    pub fn read(&self, header: &[u8], name: &str, now: u64, clock_tolerance: u64) -> Result<Claim, Refusal> {
        let values = cookie_values(header, name);
        if values.is_empty() {
            return Err(Refusal::Missing);
        }
        let mut furthest = Refusal::Malformed;
        let mut left = MAX_CANDIDATES;
        for token in candidates(values) {
            let verdict = self.check(&token, now, clock_tolerance);
            left -= usize::from(verdict == Err(Refusal::BadSignature));
            match verdict {
                Err(refusal) if left > 0 => furthest = furthest.max(refusal),
                last => return last,
            }
        }
        Err(furthest)
    }
}

/// The value of the Set-Cookie header that logs a user in. Give the token's own lifetime.
pub fn login_cookie(token: &str, max_age: u64) -> Result<String, Mistake> {
    let mut pair = format!("{COOKIE_NAME}=");
    for byte in token.bytes() {
        match byte {
            // RFC 6265 section 4.1.1, without "%" (SPEC 4).
            b'!' | b'#'..=b'$' | b'&'..=b'+' | b'-'..=b':' | b'<'..=b'[' | b']'..=b'~' => pair.push(byte.into()),
            _ => pair.push_str(&format!("%{byte:02X}")),
        }
    }
    if token.is_empty() || pair.len() > MAX_PAIR {
        return Err(Mistake::Token);
    }
    if max_age > LATEST {
        return Err(Mistake::MaxAge);
    }
    Ok(format!("{pair}; Max-Age={max_age}; {ATTRIBUTES}"))
}

/// The value of the Set-Cookie header that logs a user out.
pub fn logout_cookie() -> String {
    format!("{COOKIE_NAME}=; Max-Age=0; {ATTRIBUTES}")
}

/// The values of the first four cookies of the name.
pub fn cookie_values(header: &[u8], name: &str) -> Vec<String> {
    let parts = header.split(|&byte| byte == b';');
    let pairs = parts.filter_map(|part| Some(part.split_at(part.iter().position(|&byte| byte == b'=')?)));
    let named = pairs.filter(|(key, _)| trimmed(key) == name.as_bytes());
    named
        .map(|(_, value)| text(trimmed(&value[1..])))
        .take(MAX_COOKIES)
        .collect()
}

/// RFC 6265 section 5.2: spaces and tabs, which is less than `trim_ascii` takes.
fn trimmed(mut bytes: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = bytes {
        bytes = rest;
    }
    bytes
}

/// A value as text: octets that are no UTF-8 are Latin-1.
fn text(value: &[u8]) -> String {
    String::from_utf8(value.to_vec()).unwrap_or_else(|_| value.iter().map(|&octet| char::from(octet)).collect())
}

fn keyed(secret: &str) -> Result<Hmac<Sha256>, Mistake> {
    let key = hex::decode(secret.trim_matches([' ', '\t', '\r', '\n'])).map_err(|_| Mistake::Secret)?;
    match key.len() {
        16..=128 => Hmac::new_from_slice(&key).map_err(|_| Mistake::Secret),
        _ => Err(Mistake::Secret),
    }
}

/// The grammar of SPEC 1: what is signed, and the three fields.
fn fields(token: &str) -> Option<(&str, &str, u64, Vec<u8>)> {
    let (claim, mac) = token.rsplit_once(':')?;
    let (user_id, expiry) = claim.rsplit_once(':')?;
    // The decoder takes upper case too, and a number's a plus sign and leading zeros.
    let lower_hex = mac.len() == 64 && !mac.bytes().any(|byte| byte.is_ascii_uppercase());
    let canonical = expiry == "0" || expiry.starts_with(|first| ('1'..='9').contains(&first));
    if !lower_hex || !canonical || !is_user_id(user_id) {
        return None;
    }
    let expiry = expiry.parse().ok().filter(|&expiry| expiry <= LATEST)?;
    Some((claim, user_id, expiry, hex::decode(mac).ok()?))
}

fn is_user_id(text: &str) -> bool {
    (1..=MAX_USER_ID_BYTES).contains(&text.len()) && !text.contains(|c: char| c == ':' || c.is_ascii_control())
}

/// What the values may stand for, each one's most literal text first, within the limits of SPEC 4.
fn candidates(values: Vec<String>) -> Vec<String> {
    let mut found = Vec::new();
    let mut left = MAX_OCTETS;
    let mut backslashes = MAX_BACKSLASHES;
    for value in values {
        if value.len() > left {
            continue;
        }
        left -= value.len();
        found.push(value.clone());
        if let Some(quoted) = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            let escapes = quoted.matches('\\').count();
            if escapes > backslashes {
                continue;
            }
            backslashes -= escapes;
            found.push(unescaped(quoted));
        }
        let decoded = found
            .last()
            .filter(|text| text.contains('%'))
            .and_then(|text| percent_decoded(text));
        found.extend(decoded);
    }
    found
}

fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        plain.push_str(before);
        let octal = after
            .get(..3)
            .filter(|digits| digits.bytes().all(|digit| (b'0'..=b'7').contains(&digit)));
        // Three octal digits are one Latin-1 character; past \377 they are no code, and the first stands for itself.
        let code = octal.and_then(|digits| u8::from_str_radix(digits, 8).ok());
        let mut following = after.chars();
        match code {
            Some(code) => {
                plain.push(code.into());
                following.nth(2);
            }
            None => plain.push(following.next().unwrap_or('\\')),
        }
        rest = following.as_str();
    }
    plain + rest
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut parts = text.split('%');
    bytes.extend(parts.next()?.bytes());
    for part in parts {
        let digits = part.get(..2)?;
        bytes.extend(hex::decode(digits).ok()?);
        bytes.extend(part[2..].bytes());
    }
    String::from_utf8(bytes).ok()
}
