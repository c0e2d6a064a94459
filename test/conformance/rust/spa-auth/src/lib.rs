//! The token and the cookie of pocket-spa-auth: SPEC.md on the crates hmac, sha2 and hex.
//!
//! ```
//! use spa_auth::{login_cookie, safe_next, CookieOptions, KeyRing, COOKIE_NAME, DEFAULT_MAX_AGE};
//!
//! # let (secret, now) = ("0123456789abcdef".repeat(4), 1_800_000_000);
//! let ring = KeyRing::parse(&secret)?;
//! let token = ring.sign("user-1", DEFAULT_MAX_AGE, now)?;
//! let set_cookie = login_cookie(&token, DEFAULT_MAX_AGE, &CookieOptions::default())?;
//! let location = safe_next("/orders/7", "/", &[])?;
//!
//! let cookie_header = format!("theme=dark; {COOKIE_NAME}={token}");
//! let claim = ring.read(cookie_header.as_bytes(), COOKIE_NAME, now, 0)?;
//! assert_eq!(claim.user_id, "user-1");
//! # assert!(set_cookie.starts_with(COOKIE_NAME) && location == "/orders/7");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use std::error::Error;
use std::fmt;

pub const COOKIE_NAME: &str = "pocket-spa-token";
/// Seven days in seconds.
pub const DEFAULT_MAX_AGE: u64 = 604_800;

const LATEST: u64 = (1 << 53) - 1;
const MAX_SECRETS: usize = 4;
const MAX_COOKIES: usize = 4;
const MAX_OCTETS: usize = 4096;
const MAX_BACKSLASHES: usize = 32;
const MAX_CANDIDATES: usize = 4;
const MAX_USER_ID_BYTES: usize = 1024;
const MAX_PAIR: usize = 4096;
const MAX_NEXT: usize = 2048;

/// A caller's mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mistake {
    Secret,
    UserId,
    MaxAge,
    Token,
    CookieName,
    CookieAttribute,
    Fallback,
    AllowedOrigins,
}

impl fmt::Display for Mistake {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(match self {
            Self::Secret => "a key ring is 1 to 4 secrets, each of them 16 to 128 bytes in hex",
            Self::UserId => "a user id has 1 to 1,024 bytes, without \":\" and control characters",
            Self::MaxAge => "a lifetime ends before 2^53",
            Self::Token => "the token is empty, or too long for a cookie",
            Self::CookieName => "a cookie's name is an RFC 6265 token, and keeps the rules of its prefix",
            Self::CookieAttribute => "an attribute has a wrong form, or SameSite=None or Partitioned lacks Secure",
            Self::Fallback => "a fallback is a path that begins with one \"/\", or a URL of an allowed origin",
            Self::AllowedOrigins => "an allowed origin is such as https://app.example.com, without a path",
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
    Revoked,
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(match self {
            Self::Missing => "missing",
            Self::Malformed => "malformed",
            Self::Expired => "expired",
            Self::BadSignature => "bad_signature",
            Self::Revoked => "revoked",
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

/// The cookie's name and attributes. Use the same ones to write it and to remove it.
///
/// ```
/// let options = spa_auth::CookieOptions { domain: Some("example.com"), ..Default::default() };
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CookieOptions<'a> {
    pub name: &'a str,
    pub domain: Option<&'a str>,
    pub path: &'a str,
    pub same_site: SameSite,
    pub secure: bool,
    pub partitioned: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SameSite {
    Lax,
    Strict,
    None,
}

impl Default for CookieOptions<'_> {
    fn default() -> Self {
        Self {
            name: COOKIE_NAME,
            domain: None,
            path: "/",
            same_site: SameSite::Lax,
            secure: true,
            partitioned: false,
        }
    }
}

type CutOff = dyn Fn(&str) -> Option<u64> + Send + Sync;

/// One to four keys: the first signs, all verify. Not `Debug`: keys are not for logs.
pub struct KeyRing {
    keys: Vec<Hmac<Sha256>>,
    cut_off: Option<Box<CutOff>>,
}

impl KeyRing {
    /// Checks one to four secrets joined by "," in full (SPEC 2).
    pub fn parse(text: &str) -> Result<Self, Mistake> {
        let secrets: Vec<&str> = text.split(',').collect();
        if secrets.len() > MAX_SECRETS {
            return Err(Mistake::Secret);
        }
        let keys = secrets.into_iter().map(keyed).collect::<Result<_, _>>()?;
        Ok(Self { keys, cut_off: None })
    }

    /// Adds what gives the cut-off of a user, in Unix seconds (SPEC 3.1). It is asked about a user whom the MAC has
    /// proven. If it cannot tell, `Some(u64::MAX)` refuses the token.
    pub fn with_cut_off(self, cut_off: impl Fn(&str) -> Option<u64> + Send + Sync + 'static) -> Self {
        Self {
            cut_off: Some(Box::new(cut_off)),
            ..self
        }
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
        let mac = self.keys[0].clone().chain_update(&claim).finalize().into_bytes();
        Ok(format!("{claim}:{}", hex::encode(mac)))
    }

    /// Judges a token in the order of SPEC 3.
    pub fn check(&self, token: &str, now: u64, clock_tolerance: u64) -> Result<Claim, Refusal> {
        let (claim, user_id, expiry, mac) = fields(token).ok_or(Refusal::Malformed)?;
        if now > expiry.saturating_add(clock_tolerance) {
            return Err(Refusal::Expired);
        }
        let signed = |key: &Hmac<Sha256>| key.clone().chain_update(claim).verify_slice(&mac).is_ok();
        if !self.keys.iter().any(signed) {
            return Err(Refusal::BadSignature);
        }
        let cut_off = self.cut_off.as_ref().and_then(|cut_off| cut_off(user_id));
        if cut_off.map_or(false, |cut_off| expiry <= cut_off) {
            return Err(Refusal::Revoked);
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
            match self.check(&token, now, clock_tolerance) {
                Err(refusal) => {
                    furthest = furthest.max(refusal);
                    left -= usize::from(refusal >= Refusal::BadSignature);
                }
                valid => return valid,
            }
            if left == 0 {
                break;
            }
        }
        Err(furthest)
    }
}

/// The value of the Set-Cookie header that logs a user in. Give the token's own lifetime.
pub fn login_cookie(token: &str, max_age: u64, options: &CookieOptions) -> Result<String, Mistake> {
    // RFC 6265 section 4.1.1, without "%" (SPEC 4).
    let value = percent_encoded(token, |byte| byte.is_ascii_graphic() && !b"\"%,;\\".contains(&byte));
    if token.is_empty() || options.name.len() + 1 + value.len() > MAX_PAIR {
        return Err(Mistake::Token);
    }
    if max_age > LATEST {
        return Err(Mistake::MaxAge);
    }
    set_cookie(&value, max_age, options)
}

/// The value of the Set-Cookie header that logs a user out.
pub fn logout_cookie(options: &CookieOptions) -> Result<String, Mistake> {
    set_cookie("", 0, options)
}

/// The key of a user's cut-off in the KeyValueStore (SPEC 3.1).
pub fn revocation_key(user_id: &str) -> Result<String, Mistake> {
    if !is_user_id(user_id) {
        return Err(Mistake::UserId);
    }
    Ok(format!("revoked:{}", hex::encode(Sha256::digest(user_id))))
}

/// Where to go after a log-in: `next` if it is a path of this site or of an allowed origin, or the fallback (SPEC 8).
/// An origin's host is compared as text: write one beyond ASCII in punycode.
pub fn safe_next(next: &str, fallback: &str, allowed_origins: &[&str]) -> Result<String, Mistake> {
    let origins: Vec<String> = allowed_origins
        .iter()
        .map(|allowed| parse_origin(allowed).ok_or(Mistake::AllowedOrigins))
        .collect::<Result<_, _>>()?;
    let fallback = safe_location(fallback, &origins).ok_or(Mistake::Fallback)?;
    Ok(safe_location(next, &origins).unwrap_or(fallback))
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

fn percent_encoded(text: &str, is_kept: impl Fn(u8) -> bool) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if is_kept(byte) {
            encoded.push(byte.into());
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

fn set_cookie(value: &str, max_age: u64, options: &CookieOptions) -> Result<String, Mistake> {
    check_options(options)?;
    let &CookieOptions { name, path, .. } = options;
    let same_site = match options.same_site {
        SameSite::Lax => "Lax",
        SameSite::Strict => "Strict",
        SameSite::None => "None",
    };
    let secure = if options.secure { "; Secure" } else { "" };
    let domain = options
        .domain
        .map_or(String::new(), |domain| format!("; Domain={domain}"));
    let partitioned = if options.partitioned { "; Partitioned" } else { "" };
    Ok(format!(
        "{name}={value}; Max-Age={max_age}; HttpOnly{secure}; SameSite={same_site}; Path={path}{domain}{partitioned}"
    ))
}

fn check_options(options: &CookieOptions) -> Result<(), Mistake> {
    let &CookieOptions {
        name,
        domain,
        path,
        same_site,
        secure,
        partitioned,
    } = options;
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(is_token) {
        return Err(Mistake::CookieName);
    }
    let is_in_path = |byte| matches!(byte, b' '..=b'~') && byte != b';';
    let is_domain = |domain: &str| {
        let mut labels = domain.strip_prefix('.').unwrap_or(domain).split('.');
        let is_in_label = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        labels.all(|label| !label.is_empty() && label.bytes().all(is_in_label))
    };
    let needs_secure = same_site == SameSite::None || partitioned;
    if !path.starts_with('/')
        || !path.bytes().all(is_in_path)
        || !domain.map_or(true, is_domain)
        || (needs_secure && !secure)
    {
        return Err(Mistake::CookieAttribute);
    }
    let lower = name.to_ascii_lowercase();
    let is_host = lower.starts_with("__host-");
    let is_secure = is_host || lower.starts_with("__secure-");
    if (is_secure && !secure) || (is_host && (path != "/" || domain.is_some())) {
        return Err(Mistake::CookieName);
    }
    Ok(())
}

/// The text for Location, or nothing if `next` is not safe.
fn safe_location(next: &str, origins: &[String]) -> Option<String> {
    if next.contains(|c: char| c.is_ascii_control()) {
        return None;
    }
    let (origin, rest) = split_origin(next).unwrap_or_else(|| (String::new(), next));
    let is_absolute = !origin.is_empty();
    let resolved = resolved(rest);
    let is_safe = if is_absolute {
        origins.contains(&origin) && !next.contains('\\')
    } else {
        let before_query = next.split('?').next()?;
        // A dot segment may leave "//" in front, which a browser takes for a host: "/.//evil.example".
        next.starts_with('/') && !next.starts_with("//") && !before_query.contains('\\') && !resolved.starts_with("//")
    };
    if !is_safe || rest.chars().count() > MAX_NEXT {
        return None;
    }
    Some(if next.is_ascii() {
        next.to_owned()
    } else {
        origin + &resolved
    })
}

/// The origin of an absolute URL, and the rest from its path on.
fn split_origin(url: &str) -> Option<(String, &str)> {
    let (scheme, default_port, rest) = url
        .strip_prefix("https://")
        .map(|rest| ("https", "443", rest))
        .or_else(|| url.strip_prefix("http://").map(|rest| ("http", "80", rest)))?;
    let rest = rest.trim_start_matches('/');
    let (authority, rest) = rest.split_at(rest.find(['/', '?', '#', ' ']).unwrap_or(rest.len()));
    if rest.starts_with(' ') && !rest.trim_end_matches(' ').is_empty() {
        return None;
    }
    // In lower case and without the default port, as a browser compares origins.
    let authority = authority.to_ascii_lowercase();
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.is_empty() || port == default_port => host,
        _ => &authority,
    };
    Some((format!("{scheme}://{host}"), rest))
}

/// An allowed origin: scheme, host and port alone.
fn parse_origin(allowed: &str) -> Option<String> {
    let (origin, rest) = split_origin(allowed)?;
    let (_, authority) = origin.split_once("://")?;
    let is_in_host = |c: char| c.is_ascii_alphanumeric() || "._-[]:".contains(c);
    let is_origin = !authority.is_empty() && authority.chars().all(is_in_host) && matches!(rest, "" | "/");
    is_origin.then(|| origin)
}

/// A URL from its path on, as a browser sends it: without dot segments, and in ASCII (URL Standard).
fn resolved(rest: &str) -> String {
    let rest = rest.trim_end_matches(' ');
    let (before, fragment) = rest.split_at(rest.find('#').unwrap_or(rest.len()));
    let (path, query) = before.split_at(before.find('?').unwrap_or(before.len()));
    let mut segments = Vec::new();
    let mut parts = path.strip_prefix('/').unwrap_or(path).split('/').peekable();
    while let Some(part) = parts.next() {
        let dots = part.to_ascii_lowercase().replace("%2e", ".");
        let is_dots = dots == "." || dots == "..";
        if dots == ".." {
            segments.pop();
        } else if !is_dots {
            segments.push(part);
        }
        if is_dots && parts.peek().is_none() {
            segments.push("");
        }
    }
    let except = |encoded: &'static [u8]| move |byte: u8| byte.is_ascii_graphic() && !encoded.contains(&byte);
    let path = percent_encoded(&segments.join("/"), except(b"\"<>^`{}"));
    format!(
        "/{path}{}{}",
        percent_encoded(query, except(b"\"<>'")),
        percent_encoded(fragment, except(b"\"<>`"))
    )
}
