//! Asks the library one question a line; the questions are described in ../questions.ts.

use spa_auth_reading::{generate_token, login_cookie_value, logout_cookie_value, verify_token};
use std::io::{stdin, BufRead};

fn main() {
    for line in stdin().lock().lines() {
        let line = line.expect("standard input is text");
        let fields: Vec<&str> = line.split('\t').collect();
        println!("{}", answer(&fields).unwrap_or_else(|| "error".to_owned()));
    }
}

fn answer(fields: &[&str]) -> Option<String> {
    match fields {
        ["sign", secret, user_id, max_age, now] => {
            let now = seconds(now)?;
            let token = generate_token(&text(user_id)?, &text(secret)?, max_age.parse().ok()?, now);
            Some(ok(&token.ok()?))
        }
        ["check", secret, token, now] => {
            let verified = verify_token(&text(token)?, &text(secret)?, seconds(now)?);
            Some(verified.map_or("invalid".to_owned(), |user| format!("valid\t{}", hex::encode(user))))
        }
        ["login", token, max_age] => Some(ok(&login_cookie_value(&text(token)?, max_age.parse().ok()?))),
        ["logout"] => Some(ok(&logout_cookie_value())),
        _ => None,
    }
}

fn ok(answer: &str) -> String {
    format!("ok\t{}", hex::encode(answer))
}

fn text(field: &str) -> Option<String> {
    String::from_utf8(hex::decode(field).ok()?).ok()
}

/// The machine's clock in whole seconds, as the crate reads it.
fn seconds(field: &str) -> Option<u64> {
    let now: f64 = field.parse().ok()?;
    Some(now as u64)
}
