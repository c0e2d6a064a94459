//! What a copy of this crate has to keep: the known answers of SPEC, and a few rules of each part. The project that the
//! crate comes from tests it with its vectors and with random cases.

use spa_auth::{
    login_cookie, logout_cookie, revocation_key, safe_next, CookieOptions, KeyRing, Mistake, Refusal, SameSite,
    COOKIE_NAME, DEFAULT_MAX_AGE,
};

const SECRET: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const TOKEN: &str = "vector-user:9999999999:1d9ce3921b69e57a4562a294cfa678b3ff4938b49b0369d646185d9ef24567e2";
const EXPIRY: u64 = 9_999_999_999;

fn ring() -> KeyRing {
    KeyRing::parse(SECRET).expect("a usable secret")
}

#[test]
fn signs_the_known_answer() {
    let signed = ring().sign("vector-user", DEFAULT_MAX_AGE, EXPIRY - DEFAULT_MAX_AGE);
    assert_eq!(signed.as_deref(), Ok(TOKEN));
}

#[test]
fn accepts_a_token_up_to_its_last_second() {
    let claim = ring().check(TOKEN, EXPIRY, 0).expect("a valid token");
    assert_eq!((claim.user_id.as_str(), claim.expiry), ("vector-user", EXPIRY));
    assert_eq!(ring().check(TOKEN, EXPIRY + 1, 0), Err(Refusal::Expired));
    assert!(ring().check(TOKEN, EXPIRY + 1, 1).is_ok());
}

#[test]
fn refuses_what_no_secret_has_signed() {
    let forged = TOKEN.replace("vector-user", "vector-admin");
    assert_eq!(ring().check(&forged, 0, 0), Err(Refusal::BadSignature));
    assert_eq!(ring().check("no token", 0, 0), Err(Refusal::Malformed));
    assert_eq!(ring().read(b"theme=dark", COOKIE_NAME, 0, 0), Err(Refusal::Missing));
}

#[test]
fn asks_for_the_cut_off_of_a_proven_user() {
    let cut_at = |limit| ring().with_cut_off(move |user_id| (user_id == "vector-user").then(|| limit));
    assert_eq!(cut_at(EXPIRY).check(TOKEN, 0, 0), Err(Refusal::Revoked));
    assert!(cut_at(EXPIRY - 1).check(TOKEN, 0, 0).is_ok());
    let key = "revoked:c5fa78d41a7c2a4cbab1f6197533bc4d57afd794dfb7d422f0210dfc55df6096";
    assert_eq!(revocation_key("vector-user").as_deref(), Ok(key));
}

#[test]
fn refuses_an_unusable_secret() {
    for secret in ["", "0123", "not hex", &SECRET[1..], &format!("{SECRET},")] {
        assert_eq!(
            KeyRing::parse(secret).err(),
            Some(Mistake::Secret),
            "{} characters",
            secret.len()
        );
    }
}

#[test]
fn writes_and_removes_the_cookie_with_the_same_options() {
    let options = CookieOptions {
        domain: Some("example.com"),
        same_site: SameSite::Strict,
        ..Default::default()
    };
    let rest = "HttpOnly; Secure; SameSite=Strict; Path=/; Domain=example.com";
    let login = login_cookie("a:1:b", 60, &options);
    assert_eq!(login, Ok(format!("pocket-spa-token=a:1:b; Max-Age=60; {rest}")));
    assert_eq!(
        logout_cookie(&options),
        Ok(format!("pocket-spa-token=; Max-Age=0; {rest}"))
    );
    let host = CookieOptions {
        name: "__Host-id",
        ..options
    };
    assert_eq!(logout_cookie(&host), Err(Mistake::CookieName));
}

#[test]
fn goes_nowhere_else() {
    let allowed = ["https://app.example.com"];
    for (next, location) in [
        ("/orders/7?tab=items", "/orders/7?tab=items"),
        ("/é", "/%C3%A9"),
        ("https://app.example.com/a", "https://app.example.com/a"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/.//evil.example", "/"),
        ("https://app.example.com@evil.example/", "/"),
        ("javascript:alert(1)", "/"),
    ] {
        assert_eq!(safe_next(next, "/", &allowed).as_deref(), Ok(location), "{next}");
    }
    assert_eq!(safe_next("/", "//evil.example", &[]), Err(Mistake::Fallback));
}
