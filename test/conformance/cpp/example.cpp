#include "spa_auth.hpp"

#include <cstdlib>
#include <ctime>
#include <iostream>

int main() {
    const char* secret = std::getenv("SPA_TOKEN_SECRET");
    const spa_auth::KeyRing ring(secret ? secret : "");  // fails at the start if the secret is unusable
    const std::time_t now = std::time(nullptr);

    // Log in: check the password first. Add the text as a Set-Cookie header, then redirect.
    const std::string login = spa_auth::login_cookie(ring.sign("ada@example.com", now));
    const std::string location = spa_auth::safe_next("//evil.example");  // the parameter next; "/" for whatever is not safe

    // Who is it? The text of the Cookie header.
    const spa_auth::Verdict verdict = ring.read(login.substr(0, login.find(';')), now);
    if (verdict.reason != spa_auth::Reason::none) return 1;
    std::cout << login << '\n' << verdict.user_id << '\n' << location << '\n' << spa_auth::logout_cookie() << '\n';
}
