//! This is our reading of the crate `pocket-spa-auth`, which Rust's package registry does not have.
//! It has the four functions that the crate's users call, written here over the same three crates.
//! It is as lenient as the crate's source in magic-pocket's repository and no stricter. The crate
//! reads the machine's clock; here every function that needs the time takes it last.

use hmac::{Hmac, Mac};
use sha2::Sha256;

pub const COOKIE_NAME: &str = "pocket-spa-token";

#[derive(Debug, PartialEq, Eq)]
pub enum TokenError {
    UserIdContainsColon,
    InvalidSecretHex,
}

pub fn generate_token(user_id: &str, secret_hex: &str, max_age: u64, now: u64) -> Result<String, TokenError> {
    if user_id.contains(':') {
        return Err(TokenError::UserIdContainsColon);
    }
    let key = hex::decode(secret_hex).map_err(|_| TokenError::InvalidSecretHex)?;
    let claim = format!("{user_id}:{}", now + max_age);
    let mac = hex::encode(keyed(&key, &claim).finalize().into_bytes());
    Ok(format!("{claim}:{mac}"))
}

pub fn verify_token(token: &str, secret_hex: &str, now: u64) -> Option<String> {
    let mut fields = token.splitn(3, ':');
    let (user_id, expiry, mac) = (fields.next()?, fields.next()?, fields.next()?);
    if now > expiry.parse().ok()? {
        return None;
    }
    let key = hex::decode(secret_hex).ok()?;
    let claimed = hex::decode(mac).ok()?;
    keyed(&key, &format!("{user_id}:{expiry}"))
        .verify_slice(&claimed)
        .ok()?;
    Some(user_id.to_owned())
}

pub fn login_cookie_value(token: &str, max_age: u64) -> String {
    format!("{COOKIE_NAME}={token}; Max-Age={max_age}; HttpOnly; Secure; SameSite=Lax; Path=/")
}

pub fn logout_cookie_value() -> String {
    login_cookie_value("", 0)
}

fn keyed(key: &[u8], message: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(message.as_bytes());
    mac
}
