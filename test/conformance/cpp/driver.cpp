// Answers the requests of the conformance protocol (../README.md).

#include <iostream>

#include "spa_auth.hpp"

namespace {

using Fields = std::vector<std::string_view>;

// What stands for an option that is not given.
constexpr std::string_view LEFT_OUT = "-";

std::string text(std::string_view field) { return spa_auth::detail::bytes(field); }

// -1 for "-1" and "1.5" too: an integer cannot hold what is no whole number.
std::int64_t number(std::string_view field) {
    const bool fits = !field.empty() && field.size() <= 16 && spa_auth::detail::consists_of(field, "0123456789");
    return fits ? std::stoll(std::string(field)) : -1;
}

std::string hex(std::string_view text) { return spa_auth::detail::hex({text.begin(), text.end()}); }

std::string ok(std::string_view text) { return "ok\t" + hex(text); }

std::string judged(const spa_auth::Verdict& verdict) {
    switch (verdict.reason) {
        case spa_auth::Reason::missing: return "missing";
        case spa_auth::Reason::malformed: return "malformed";
        case spa_auth::Reason::expired: return "expired";
        case spa_auth::Reason::bad_signature: return "bad_signature";
        case spa_auth::Reason::revoked: return "revoked";
        case spa_auth::Reason::none: break;
    }
    return "valid\t" + hex(verdict.user_id) + "\t" + std::to_string(verdict.expiry);
}

spa_auth::KeyRing ring(std::string_view field) { return spa_auth::KeyRing(text(field)); }

spa_auth::CutOff cut_off(std::string_view field) {
    if (field == LEFT_OUT) return nullptr;
    return [seconds = number(field)](std::string_view) { return seconds; };
}

std::string check(const Fields& line) {
    const auto limit = cut_off(line[5]);
    return judged(ring(line[1]).check(text(line[2]), number(line[3]), number(line[4]), limit));
}

std::string read(const Fields& line) {
    const std::string header = text(line[2]);
    const std::string name = text(line[3]);
    // With no cookie the secret does not matter, and a ring is made of a usable one only.
    if (spa_auth::cookie_values(header, name).empty()) return "missing";
    return judged(ring(line[1]).read(header, number(line[4]), number(line[5]), name, cut_off(line[6])));
}

spa_auth::CookieOptions options(const Fields& line, std::size_t start) {
    spa_auth::CookieOptions options;
    if (line[start] != LEFT_OUT) options.name = text(line[start]);
    if (line[start + 1] != LEFT_OUT) options.domain = text(line[start + 1]);
    if (line[start + 2] != LEFT_OUT) options.path = text(line[start + 2]);
    if (line[start + 3] != LEFT_OUT) options.same_site = line[start + 3];
    options.secure = line[start + 4] != "false";
    options.partitioned = line[start + 5] == "true";
    return options;
}

std::string next_location(const Fields& line) {
    const std::string allowed = text(line[3]);
    std::vector<std::string> origins;
    for (const std::string_view origin : spa_auth::detail::split(allowed, ' '))
        if (!allowed.empty()) origins.emplace_back(origin);
    return ok(spa_auth::safe_next(text(line[1]), line[2] == LEFT_OUT ? "/" : text(line[2]), origins));
}

std::string answer(const Fields& line) {
    const auto is = [&line](std::string_view verb, std::size_t arity) {
        return line[0] == verb && line.size() == arity + 1;
    };
    try {
        if (is("sign", 4)) return ok(ring(line[1]).sign(text(line[2]), number(line[4]), number(line[3])));
        if (is("check", 5)) return check(line);
        if (is("read", 6)) return read(line);
        if (is("login", 8)) return ok(spa_auth::login_cookie(text(line[1]), number(line[2]), options(line, 3)));
        if (is("logout", 6)) return ok(spa_auth::logout_cookie(options(line, 1)));
        if (is("key", 1)) return ok(spa_auth::revocation_key(text(line[1])));
        if (is("next", 3)) return next_location(line);
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
