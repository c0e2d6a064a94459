// Answers the requests of the conformance protocol (../README.md).

#include <iostream>

#include "spa_auth.hpp"

namespace {

using Fields = std::vector<std::string_view>;

std::string text(std::string_view field) { return spa_auth::detail::bytes(field); }

// -1 for "-1" and "1.5" too: an integer cannot hold what is no whole number.
std::int64_t number(std::string_view field) {
    const bool fits = !field.empty() && field.size() <= 16 && spa_auth::detail::consists_of(field, "0123456789");
    return fits ? std::stoll(std::string(field)) : -1;
}

std::string hex(std::string_view text) {
    std::string digits;
    for (const unsigned char byte : text) {
        digits += spa_auth::detail::HEX[byte >> 4];
        digits += spa_auth::detail::HEX[byte & 15];
    }
    return digits;
}

std::string ok(std::string_view text) { return "ok\t" + hex(text); }

std::string judged(const spa_auth::Verdict& verdict) {
    switch (verdict.reason) {
        case spa_auth::Reason::missing: return "missing";
        case spa_auth::Reason::malformed: return "malformed";
        case spa_auth::Reason::expired: return "expired";
        case spa_auth::Reason::bad_signature: return "bad_signature";
        case spa_auth::Reason::none: break;
    }
    return "valid\t" + hex(verdict.user_id) + "\t" + std::to_string(verdict.expiry);
}

spa_auth::KeyRing ring(std::string_view field) { return spa_auth::KeyRing(text(field)); }

std::string read(std::string_view secret, const std::string& header, const std::string& name, std::int64_t now,
                 std::int64_t tolerance) {
    // With no cookie the secret does not matter, and a ring is made of a usable one only.
    if (spa_auth::cookie_values(header, name).empty()) return "missing";
    return judged(ring(secret).read(header, now, tolerance, name));
}

std::string answer(const Fields& line) {
    const auto is = [&line](std::string_view verb, std::size_t arity) {
        return line[0] == verb && line.size() == arity + 1;
    };
    try {
        if (is("sign", 4)) return ok(ring(line[1]).sign(text(line[2]), number(line[4]), number(line[3])));
        if (is("check", 4)) return judged(ring(line[1]).check(text(line[2]), number(line[3]), number(line[4])));
        if (is("read", 5)) return read(line[1], text(line[2]), text(line[3]), number(line[4]), number(line[5]));
        if (is("login", 2)) return ok(spa_auth::login_cookie(text(line[1]), number(line[2])));
        if (is("logout", 0)) return ok(spa_auth::logout_cookie());
    } catch (const spa_auth::Misuse& misuse) {
        return std::string("error\t") + misuse.code;
    }
    return "error\trequest";
}

}  // namespace

int main() {
    for (std::string line; std::getline(std::cin, line);)
        std::cout << answer(spa_auth::detail::split(line, '\t')) << std::endl;
}
