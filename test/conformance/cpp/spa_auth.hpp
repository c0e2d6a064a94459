// The token and the cookie of pocket-spa-auth: SPEC.md on the C++ standard library and OpenSSL. C++17 or newer, -lcrypto.
//
//     const char* secret = std::getenv("SPA_TOKEN_SECRET");
//     const spa_auth::KeyRing ring(secret ? secret : "");
//     response.set_header("Set-Cookie", spa_auth::login_cookie(ring.sign("user-1", std::time(nullptr))));
//     const spa_auth::Verdict verdict = ring.read(request.header("Cookie"), std::time(nullptr));
//
// Text is UTF-8.
#pragma once

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace spa_auth {

inline constexpr std::string_view COOKIE_NAME = "pocket-spa-token";
inline constexpr std::string_view ATTRIBUTES = "HttpOnly; Secure; SameSite=Lax; Path=/";
inline constexpr std::int64_t DEFAULT_MAX_AGE = 604'800;

/** A caller's mistake; `code` is "secret", "user_id", "max_age" or "token". Hostile input never throws it. */
struct Misuse : std::invalid_argument {
    Misuse(const char* field, const char* message) : std::invalid_argument(message), code(field) {}
    const char* code;
};

/** The rows of SPEC 3: of several refusals, the one furthest down is told. */
enum class Reason { none, missing, malformed, expired, bad_signature };

/** A user id and an expiry where the token is valid; otherwise the reason of the refusal alone. */
struct Verdict {
    Reason reason = Reason::none;
    std::string user_id = {};
    std::int64_t expiry = 0;
};

namespace detail {

inline constexpr std::int64_t LATEST = (std::int64_t{1} << 53) - 1;
inline constexpr std::size_t MAX_SECRETS = 4;
inline constexpr std::size_t MAX_COOKIES = 4;
inline constexpr std::size_t MAX_OCTETS = 4096;
inline constexpr std::ptrdiff_t MAX_BACKSLASHES = 32;
inline constexpr int MAX_CANDIDATES = 4;
inline constexpr std::size_t MAX_USER_ID_BYTES = 1024;
inline constexpr std::size_t MAX_PAIR = 4096;
inline constexpr std::string_view HEX = "0123456789abcdef";
inline constexpr std::string_view UPPER_HEX = "0123456789ABCDEF";
inline constexpr std::string_view EITHER_HEX = "0123456789abcdefABCDEF";

inline bool consists_of(std::string_view text, std::string_view characters) {
    return text.find_first_not_of(characters) == std::string_view::npos;
}

inline std::string_view trimmed(std::string_view text, std::string_view blanks) {
    const std::size_t start = text.find_first_not_of(blanks);
    if (start == std::string_view::npos) return {};
    return text.substr(start, text.find_last_not_of(blanks) - start + 1);
}

inline std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (std::size_t end; (end = text.find(separator)) != std::string_view::npos; text.remove_prefix(end + 1))
        parts.push_back(text.substr(0, end));
    parts.push_back(text);
    return parts;
}

inline unsigned char hex_digit(char digit) {
    const char lower = static_cast<char>(digit | 0x20);
    return static_cast<unsigned char>(lower >= 'a' ? lower - 'a' + 10 : digit - '0');
}

inline char hex_byte(std::string_view digits) {
    return static_cast<char>(hex_digit(digits[0]) << 4 | hex_digit(digits[1]));
}

inline std::string bytes(std::string_view hex) {
    std::string result;
    for (std::size_t at = 0; at < hex.size(); at += 2) result += hex_byte(hex.substr(at, 2));
    return result;
}

/** Whether the bytes are UTF-8 by the table of RFC 3629 section 4: nothing overlong, no surrogate, nothing past U+10FFFF. */
inline bool is_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const unsigned char lead = static_cast<unsigned char>(text[at++]);
        if (lead < 0x80) continue;
        if (lead < 0xc2 || lead > 0xf4) return false;
        unsigned char low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        unsigned char high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        for (int tail = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3; tail > 0; --tail, low = 0x80, high = 0xbf) {
            if (at == text.size()) return false;
            const unsigned char byte = static_cast<unsigned char>(text[at++]);
            if (byte < low || byte > high) return false;
        }
    }
    return true;
}

inline bool is_user_id(std::string_view text) {
    const auto is_forbidden = [](unsigned char byte) { return byte == ':' || byte < 0x20 || byte == 0x7f; };
    return !text.empty() && text.size() <= MAX_USER_ID_BYTES && std::none_of(text.begin(), text.end(), is_forbidden) &&
           is_utf8(text);
}

/** The number, if it is written as an expiry is. */
inline std::optional<std::int64_t> seconds(std::string_view text) {
    // 16 digits fit into 64 bits.
    if (text.empty() || text.size() > 16 || !consists_of(text, "0123456789")) return std::nullopt;
    if (text.size() > 1 && text[0] == '0') return std::nullopt;
    const std::int64_t value = std::stoll(std::string(text));
    return value <= LATEST ? std::optional(value) : std::nullopt;
}

inline std::string mac(const std::string& key, std::string_view claim) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    unsigned int length = 0;
    const auto* data = reinterpret_cast<const unsigned char*>(claim.data());
    if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), data, claim.size(), digest.data(), &length))
        throw std::runtime_error("OpenSSL cannot compute HMAC-SHA-256.");
    std::string hex;
    for (unsigned int at = 0; at < length; ++at) {
        hex += HEX[digest[at] >> 4];
        hex += HEX[digest[at] & 15];
    }
    return hex;
}

inline std::int64_t lifetime(std::int64_t max_age, std::int64_t limit) {
    if (max_age < 0 || max_age > limit)
        throw Misuse("max_age", "The lifetime is 0 seconds or more, and ends before 2^53.");
    return max_age;
}

inline std::string cookie(const std::string& pair, std::int64_t max_age) {
    return pair + "; Max-Age=" + std::to_string(max_age) + "; " + std::string(ATTRIBUTES);
}

/** One character of Latin-1 is one or two bytes of UTF-8. */
inline void append_latin1(std::string& text, int code) {
    if (code < 0x80) text += static_cast<char>(code);
    else (text += static_cast<char>(0xc0 | code >> 6)) += static_cast<char>(0x80 | (code & 0x3f));
}

/** A value as UTF-8: octets that are none are Latin-1. */
inline std::string utf8(std::string_view value) {
    if (is_utf8(value)) return std::string(value);
    std::string result;
    for (const unsigned char octet : value) append_latin1(result, octet);
    return result;
}

/** The text between double quotes, with what Python's http.cookies escapes undone. */
inline std::string unquoted(std::string_view text) {
    std::string result;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '\\' || at + 1 == text.size()) {
            result += text[at];
            continue;
        }
        const std::string_view digits = text.substr(at + 1, 3);
        if (digits.size() == 3 && consists_of(digits, "01234567") && digits[0] < '4') {
            append_latin1(result, std::stoi(std::string(digits), nullptr, 8));
            at += 3;
        } else {
            result += text[++at];
        }
    }
    return result;
}

/** Nothing where an escape is broken. Bytes that are no UTF-8 are no token. */
inline std::optional<std::string> percent_decoded(std::string_view text) {
    std::string result;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            result += text[at];
            continue;
        }
        const std::string_view digits = text.substr(at + 1, 2);
        if (digits.size() < 2 || !consists_of(digits, EITHER_HEX)) return std::nullopt;
        result += hex_byte(digits);
        at += 2;
    }
    return result;
}

/** What the values may stand for, each one's most literal text first, within the limits of SPEC 4. */
inline std::vector<std::string> candidates(const std::vector<std::string_view>& values) {
    std::vector<std::string> found;
    std::size_t left = MAX_OCTETS;
    std::ptrdiff_t backslashes = MAX_BACKSLASHES;
    for (const std::string_view octets : values) {
        const std::string value = utf8(octets);
        if (value.size() > left) continue;
        left -= value.size();
        found.push_back(value);
        if (value.size() > 1 && value.front() == '"' && value.back() == '"') {
            const std::string inside = value.substr(1, value.size() - 2);
            const std::ptrdiff_t escapes = std::count(inside.begin(), inside.end(), '\\');
            if (escapes > backslashes) continue;
            backslashes -= escapes;
            found.push_back(unquoted(inside));
        }
        if (found.back().find('%') != std::string::npos)
            if (auto decoded = percent_decoded(found.back())) found.push_back(*std::move(decoded));
    }
    return found;
}

}  // namespace detail

/** The values of the first four cookies of the name. */
inline std::vector<std::string_view> cookie_values(std::string_view header, std::string_view name = COOKIE_NAME) {
    // RFC 6265 section 5.2: spaces and tabs.
    constexpr std::string_view blanks = " \t";
    std::vector<std::string_view> values;
    for (const std::string_view part : detail::split(header, ';')) {
        const std::size_t equals = part.find('=');
        if (equals == std::string_view::npos || values.size() == detail::MAX_COOKIES) continue;
        if (detail::trimmed(part.substr(0, equals), blanks) == name)
            values.push_back(detail::trimmed(part.substr(equals + 1), blanks));
    }
    return values;
}

/** The value of the Set-Cookie header that logs a user in. Give the token's own lifetime. */
inline std::string login_cookie(std::string_view token, std::int64_t max_age = DEFAULT_MAX_AGE) {
    std::string pair = std::string(COOKIE_NAME) + "=";
    for (const unsigned char byte : token) {
        // What RFC 6265 section 4.1.1 allows in a value, without "%" (SPEC 4).
        if (byte > 0x20 && byte < 0x7f && std::string_view("\"%,;\\").find(static_cast<char>(byte)) == std::string_view::npos)
            pair += static_cast<char>(byte);
        else ((pair += '%') += detail::UPPER_HEX[byte >> 4]) += detail::UPPER_HEX[byte & 15];
    }
    if (token.empty() || !detail::is_utf8(token) || pair.size() > detail::MAX_PAIR)
        throw Misuse("token", "The token is empty, no UTF-8, or too long for a cookie.");
    return detail::cookie(pair, detail::lifetime(max_age, detail::LATEST));
}

/** The value of the Set-Cookie header that logs a user out. */
inline std::string logout_cookie() { return detail::cookie(std::string(COOKIE_NAME) + "=", 0); }

/** One to four secrets joined by ",": the first signs, all verify (SPEC 2). */
class KeyRing {
public:
    explicit KeyRing(std::string_view text) {
        const std::vector<std::string_view> secrets = detail::split(text, ',');
        if (secrets.size() > detail::MAX_SECRETS) throw unusable();
        for (const std::string_view padded : secrets) {
            const std::string_view secret = detail::trimmed(padded, " \t\r\n");
            const bool fits = secret.size() >= 32 && secret.size() <= 256 && secret.size() % 2 == 0;
            if (!fits || !detail::consists_of(secret, detail::EITHER_HEX)) throw unusable();
            keys_.push_back(detail::bytes(secret));
        }
    }

    /** A token that says who the user is, for `max_age` seconds from `now` on. */
    std::string sign(std::string_view user_id, std::int64_t now, std::int64_t max_age = DEFAULT_MAX_AGE) const {
        if (!detail::is_user_id(user_id))
            throw Misuse("user_id", "A user id has 1 to 1,024 bytes of UTF-8, without \":\" and control characters.");
        const std::int64_t expiry = now + detail::lifetime(max_age, detail::LATEST - now);
        const std::string claim = std::string(user_id) + ":" + std::to_string(expiry);
        return claim + ":" + detail::mac(keys_.front(), claim);
    }

    /** Judges a token in the order of SPEC 3, the MAC last. */
    Verdict check(std::string_view token, std::int64_t now, std::int64_t clock_tolerance = 0) const {
        const std::vector<std::string_view> fields = detail::split(token, ':');
        if (fields.size() != 3 || !detail::is_user_id(fields[0])) return {Reason::malformed};
        const std::optional<std::int64_t> expiry = detail::seconds(fields[1]);
        const std::string_view mac = fields[2];
        if (!expiry || mac.size() != 64 || !detail::consists_of(mac, detail::HEX)) return {Reason::malformed};
        if (now > *expiry + clock_tolerance) return {Reason::expired};
        const std::string_view claim = token.substr(0, token.size() - mac.size() - 1);
        for (const std::string& key : keys_)
            if (CRYPTO_memcmp(detail::mac(key, claim).data(), mac.data(), mac.size()) == 0)
                return {Reason::none, std::string(fields[0]), *expiry};
        return {Reason::bad_signature};
    }

    /** Finds the token in a Cookie header: the first candidate that verifies counts, of four that are worth a MAC. */
    Verdict read(std::string_view header, std::int64_t now, std::int64_t clock_tolerance = 0,
                 std::string_view name = COOKIE_NAME) const {
        const std::vector<std::string_view> values = cookie_values(header, name);
        Reason furthest = values.empty() ? Reason::missing : Reason::malformed;
        int left = detail::MAX_CANDIDATES;
        for (const std::string& token : detail::candidates(values)) {
            Verdict verdict = check(token, now, clock_tolerance);
            if (verdict.reason == Reason::bad_signature) --left;
            if (verdict.reason == Reason::none || left == 0) return verdict;
            furthest = std::max(furthest, verdict.reason);
        }
        return {furthest};
    }

private:
    static Misuse unusable() {
        return {"secret", "A key ring is 1 to 4 secrets, each of them 16 to 128 bytes in hex."};
    }

    std::vector<std::string> keys_;
};

}  // namespace spa_auth
