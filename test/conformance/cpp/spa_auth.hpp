// The token and the cookie of pocket-spa-auth: SPEC.md on the C++ standard library and OpenSSL. C++17 or newer, -lcrypto.
//
//     const char* secret = std::getenv("SPA_TOKEN_SECRET");
//     const spa_auth::KeyRing ring(secret ? secret : "");
//     response.set_header("Set-Cookie", spa_auth::login_cookie(ring.sign("user-1", std::time(nullptr))));
//     response.set_header("Location", spa_auth::safe_next(request.parameter("next")));
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
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace spa_auth {

inline constexpr std::string_view COOKIE_NAME = "pocket-spa-token";
inline constexpr std::int64_t DEFAULT_MAX_AGE = 604'800;

/** A caller's mistake; `code` names what it is about, such as "secret" or "user_id". Hostile input never throws it. */
struct Misuse : std::invalid_argument {
    Misuse(const char* field, const char* message) : std::invalid_argument(message), code(field) {}
    const char* code;
};

/** The rows of SPEC 3: of several refusals, the one furthest down is told. */
enum class Reason { none, missing, malformed, expired, bad_signature, revoked };

/** A user id and an expiry where the token is valid; otherwise the reason of the refusal alone. */
struct Verdict {
    Reason reason = Reason::none;
    std::string user_id = {};
    std::int64_t expiry = 0;
};

/** The cookie's name and attributes. Use the same ones to write it and to remove it. */
struct CookieOptions {
    std::string name = std::string(COOKIE_NAME);
    std::optional<std::string> domain = std::nullopt;
    std::string path = "/";
    std::string same_site = "Lax";
    bool secure = true;
    bool partitioned = false;
};

/** From a user id to the cut-off that applies, in Unix seconds, or nothing (SPEC 3.1). What it throws reaches the caller. */
using CutOff = std::function<std::optional<std::int64_t>(std::string_view user_id)>;

namespace detail {

inline constexpr std::int64_t LATEST = (std::int64_t{1} << 53) - 1;
inline constexpr std::size_t MAX_SECRETS = 4;
inline constexpr std::size_t MAX_COOKIES = 4;
inline constexpr std::size_t MAX_OCTETS = 4096;
inline constexpr std::ptrdiff_t MAX_BACKSLASHES = 32;
inline constexpr int MAX_CANDIDATES = 4;
inline constexpr std::size_t MAX_USER_ID_BYTES = 1024;
inline constexpr std::size_t MAX_PAIR = 4096;
inline constexpr std::ptrdiff_t MAX_NEXT = 2048;
inline constexpr std::string_view HEX = "0123456789abcdef";
inline constexpr std::string_view UPPER_HEX = "0123456789ABCDEF";
inline constexpr std::string_view EITHER_HEX = "0123456789abcdefABCDEF";

inline constexpr std::string_view DIGITS = "0123456789";
inline constexpr std::string_view LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

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
    if (text.empty() || text.size() > 16 || !consists_of(text, DIGITS)) return std::nullopt;
    if (text.size() > 1 && text[0] == '0') return std::nullopt;
    const std::int64_t value = std::stoll(std::string(text));
    return value <= LATEST ? std::optional(value) : std::nullopt;
}

inline std::string hex(const std::vector<unsigned char>& octets) {
    std::string digits;
    for (const unsigned char octet : octets) (digits += HEX[octet >> 4]) += HEX[octet & 15];
    return digits;
}

inline std::string mac(const std::string& key, std::string_view claim) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    unsigned int length = 0;
    const auto* data = reinterpret_cast<const unsigned char*>(claim.data());
    if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), data, claim.size(), digest.data(), &length))
        throw std::runtime_error("OpenSSL cannot compute HMAC-SHA-256.");
    return hex({digest.data(), digest.data() + length});
}

inline std::int64_t lifetime(std::int64_t max_age, std::int64_t limit) {
    if (max_age < 0 || max_age > limit)
        throw Misuse("max_age", "The lifetime is 0 seconds or more, and ends before 2^53.");
    return max_age;
}

inline bool starts_with(std::string_view text, std::string_view start) { return text.substr(0, start.size()) == start; }

inline bool contains(std::string_view text, char character) { return text.find(character) != std::string_view::npos; }

/** Of ASCII alone: std::tolower depends on the locale. */
inline std::string lower(std::string_view text) {
    std::string result(text);
    for (char& character : result)
        if (character >= 'A' && character <= 'Z') character = static_cast<char>(character | 0x20);
    return result;
}

/** Leaves the graphic characters of ASCII as they are, except some. */
inline std::string percent_encoded(std::string_view text, std::string_view except) {
    std::string result;
    for (const unsigned char byte : text) {
        if (byte > 0x20 && byte < 0x7f && !contains(except, static_cast<char>(byte))) result += static_cast<char>(byte);
        else ((result += '%') += UPPER_HEX[byte >> 4]) += UPPER_HEX[byte & 15];
    }
    return result;
}

inline void check_user_id(std::string_view user_id) {
    if (!is_user_id(user_id))
        throw Misuse("user_id", "A user id has 1 to 1,024 bytes of UTF-8, without \":\" and control characters.");
}

inline bool is_cookie_name(std::string_view name) {
    const std::string characters = std::string(LETTERS).append(DIGITS) + "!#$%&'*+-.^_`|~";
    return !name.empty() && consists_of(name, characters);
}

inline bool is_cookie_path(std::string_view path) {
    const auto is_allowed = [](char byte) { return byte >= ' ' && byte <= '~' && byte != ';'; };
    return starts_with(path, "/") && std::all_of(path.begin(), path.end(), is_allowed);
}

inline bool is_cookie_domain(std::string_view domain) {
    const std::string characters = std::string(LETTERS).append(DIGITS) + "-";
    const auto is_label = [&](std::string_view label) { return !label.empty() && consists_of(label, characters); };
    const std::vector<std::string_view> labels = split(starts_with(domain, ".") ? domain.substr(1) : domain, '.');
    return std::all_of(labels.begin(), labels.end(), is_label);
}

inline void check_options(const CookieOptions& options) {
    if (!is_cookie_name(options.name)) throw Misuse("cookie_name", "A cookie's name is an RFC 6265 token.");
    if (!is_cookie_path(options.path))
        throw Misuse("cookie_attribute", "A path begins with \"/\" and is printable ASCII without \";\".");
    if (options.domain && !is_cookie_domain(*options.domain))
        throw Misuse("cookie_attribute", "A domain is a host name, such as example.com.");
    if (options.same_site != "Lax" && options.same_site != "Strict" && options.same_site != "None")
        throw Misuse("cookie_attribute", "SameSite is Lax, Strict or None.");
    if (!options.secure && (options.same_site == "None" || options.partitioned))
        throw Misuse("cookie_attribute", "SameSite=None and Partitioned need Secure.");
    const std::string name = lower(options.name);
    const bool is_host = starts_with(name, "__host-");
    if (!options.secure && (is_host || starts_with(name, "__secure-")))
        throw Misuse("cookie_name", "A name with the prefix __Secure- or __Host- needs Secure.");
    if (is_host && (options.path != "/" || options.domain))
        throw Misuse("cookie_name", "A name with the prefix __Host- needs the path \"/\" and no domain.");
}

inline std::string set_cookie(std::string_view value, std::int64_t max_age, const CookieOptions& options) {
    check_options(options);
    std::string result = options.name + "=" + std::string(value) + "; Max-Age=" + std::to_string(max_age) + "; HttpOnly";
    if (options.secure) result += "; Secure";
    result += "; SameSite=" + options.same_site + "; Path=" + options.path;
    if (options.domain) result += "; Domain=" + *options.domain;
    if (options.partitioned) result += "; Partitioned";
    return result;
}

/** An absolute URL: its origin, and the rest from its path on. */
struct Url {
    std::string origin;
    std::string_view rest;
};

inline std::optional<Url> split_url(std::string_view text) {
    const bool is_https = starts_with(text, "https://");
    if (!is_https && !starts_with(text, "http://")) return std::nullopt;
    text.remove_prefix(std::min(text.find_first_not_of('/', text.find('/')), text.size()));
    const std::size_t end = std::min(text.find_first_of("/?# "), text.size());
    const std::string_view rest = text.substr(end);
    if (starts_with(rest, " ") && !consists_of(rest, " ")) return std::nullopt;
    // In lower case and without the default port, as a browser compares origins.
    std::string host = lower(text.substr(0, end));
    const std::size_t colon = host.rfind(':');
    if (colon != std::string::npos) {
        const std::string_view port = std::string_view(host).substr(colon + 1);
        if (port.empty() || port == (is_https ? "443" : "80")) host.resize(colon);
    }
    return Url{(is_https ? "https://" : "http://") + host, rest};
}

inline std::string parse_origin(std::string_view allowed) {
    const std::optional<Url> url = split_url(allowed);
    const std::string characters = std::string(LETTERS).append(DIGITS) + "._-[]:";
    const std::string_view authority =
        url ? std::string_view(url->origin).substr(url->origin.find("//") + 2) : std::string_view();
    if (authority.empty() || !consists_of(authority, characters) || (url->rest != "" && url->rest != "/"))
        throw Misuse("allowed_origins", "An allowed origin is such as https://app.example.com, without a path.");
    return url->origin;
}

/** A URL from its path on, as a browser sends it: without dot segments, and in ASCII (URL Standard). */
inline std::string resolved(std::string_view rest) {
    rest = rest.substr(0, rest.find_last_not_of(' ') + 1);
    const std::size_t hash = std::min(rest.find('#'), rest.size());
    const std::size_t mark = std::min(rest.find('?'), hash);
    std::string_view path = rest.substr(0, mark);
    if (starts_with(path, "/")) path.remove_prefix(1);
    std::vector<std::string_view> segments;
    bool ends_in_dots = false;
    for (const std::string_view segment : split(path, '/')) {
        std::string dots = lower(segment);
        for (std::size_t at; (at = dots.find("%2e")) != std::string::npos;) dots.replace(at, 3, ".");
        ends_in_dots = dots == "." || dots == "..";
        if (dots == ".." && !segments.empty()) segments.pop_back();
        if (!ends_in_dots) segments.push_back(segment);
    }
    if (ends_in_dots) segments.push_back("");
    std::string result;
    for (const std::string_view segment : segments) (result += '/') += percent_encoded(segment, "\"<>^`{}");
    return result + percent_encoded(rest.substr(mark, hash - mark), "\"<>'") +
           percent_encoded(rest.substr(hash), "\"<>`");
}

/** The text for Location, or nothing if `next` is not safe. */
inline std::optional<std::string> safe_location(std::string_view next, const std::vector<std::string>& origins) {
    const auto is_control = [](unsigned char byte) { return byte < 0x20 || byte == 0x7f; };
    const auto is_first = [](unsigned char byte) { return (byte & 0xc0) != 0x80; };
    if (!is_utf8(next) || std::any_of(next.begin(), next.end(), is_control)) return std::nullopt;
    const std::optional<Url> url = split_url(next);
    const std::string_view rest = url ? url->rest : next;
    // Characters, not bytes.
    if (std::count_if(rest.begin(), rest.end(), is_first) > MAX_NEXT) return std::nullopt;
    const std::string path = resolved(rest);
    if (url) {
        const bool is_allowed = std::find(origins.begin(), origins.end(), url->origin) != origins.end();
        if (!is_allowed || contains(next, '\\')) return std::nullopt;
    } else {
        const bool is_path = starts_with(next, "/") && !starts_with(next, "//");
        // A dot segment may leave "//" in front, which a browser takes for a host: "/.//evil.example".
        if (!is_path || contains(next.substr(0, next.find('?')), '\\') || starts_with(path, "//")) return std::nullopt;
    }
    const bool is_ascii = std::all_of(next.begin(), next.end(), [](unsigned char byte) { return byte < 0x80; });
    return is_ascii ? std::string(next) : (url ? url->origin : "") + path;
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
inline std::string login_cookie(std::string_view token, std::int64_t max_age = DEFAULT_MAX_AGE,
                                const CookieOptions& options = {}) {
    // What RFC 6265 section 4.1.1 keeps out of a value, and "%" (SPEC 4).
    const std::string value = detail::percent_encoded(token, "\"%,;\\");
    if (token.empty() || !detail::is_utf8(token) || options.name.size() + 1 + value.size() > detail::MAX_PAIR)
        throw Misuse("token", "The token is empty, no UTF-8, or too long for a cookie.");
    return detail::set_cookie(value, detail::lifetime(max_age, detail::LATEST), options);
}

/** The value of the Set-Cookie header that logs a user out. Give the options that the cookie was written with. */
inline std::string logout_cookie(const CookieOptions& options = {}) { return detail::set_cookie("", 0, options); }

/** The key of a user's cut-off in the KeyValueStore (SPEC 3.1). */
inline std::string revocation_key(std::string_view user_id) {
    detail::check_user_id(user_id);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    unsigned int length = 0;
    if (!EVP_Digest(user_id.data(), user_id.size(), digest.data(), &length, EVP_sha256(), nullptr))
        throw std::runtime_error("OpenSSL cannot compute SHA-256.");
    return "revoked:" + detail::hex({digest.data(), digest.data() + length});
}

/**
 * Where to go after a log-in: `next` if it is a path of this site or of an allowed origin, or the fallback (SPEC 8). An origin's host is
 * compared as text: write one beyond ASCII in punycode.
 */
inline std::string safe_next(std::string_view next, std::string_view fallback = "/",
                             const std::vector<std::string>& allowed_origins = {}) {
    std::vector<std::string> origins;
    for (const std::string& allowed : allowed_origins) origins.push_back(detail::parse_origin(allowed));
    const std::optional<std::string> safe_fallback = detail::safe_location(fallback, origins);
    if (!safe_fallback)
        throw Misuse("fallback", "A fallback is a path that begins with one \"/\", or a URL of an allowed origin.");
    return detail::safe_location(next, origins).value_or(*safe_fallback);
}

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
        detail::check_user_id(user_id);
        const std::int64_t expiry = now + detail::lifetime(max_age, detail::LATEST - now);
        const std::string claim = std::string(user_id) + ":" + std::to_string(expiry);
        return claim + ":" + detail::mac(keys_.front(), claim);
    }

    /** Judges a token in the order of SPEC 3. `cut_off` is asked about a user whom the MAC has proven. */
    Verdict check(std::string_view token, std::int64_t now, std::int64_t clock_tolerance = 0,
                  const CutOff& cut_off = nullptr) const {
        const std::vector<std::string_view> fields = detail::split(token, ':');
        if (fields.size() != 3 || !detail::is_user_id(fields[0])) return {Reason::malformed};
        const std::optional<std::int64_t> expiry = detail::seconds(fields[1]);
        const std::string_view mac = fields[2];
        if (!expiry || mac.size() != 64 || !detail::consists_of(mac, detail::HEX)) return {Reason::malformed};
        if (now > *expiry + clock_tolerance) return {Reason::expired};
        const std::string_view claim = token.substr(0, token.size() - mac.size() - 1);
        const auto has_signed = [&](const std::string& key) {
            return CRYPTO_memcmp(detail::mac(key, claim).data(), mac.data(), mac.size()) == 0;
        };
        if (std::none_of(keys_.begin(), keys_.end(), has_signed)) return {Reason::bad_signature};
        const std::optional<std::int64_t> limit = cut_off ? cut_off(fields[0]) : std::nullopt;
        if (limit && *expiry <= *limit) return {Reason::revoked};
        return {Reason::none, std::string(fields[0]), *expiry};
    }

    /** Finds the token in a Cookie header: the first candidate that verifies counts, of four that are worth a MAC. */
    Verdict read(std::string_view header, std::int64_t now, std::int64_t clock_tolerance = 0,
                 std::string_view name = COOKIE_NAME, const CutOff& cut_off = nullptr) const {
        const std::vector<std::string_view> values = cookie_values(header, name);
        Reason furthest = values.empty() ? Reason::missing : Reason::malformed;
        int left = detail::MAX_CANDIDATES;
        for (const std::string& token : detail::candidates(values)) {
            Verdict verdict = check(token, now, clock_tolerance, cut_off);
            if (verdict.reason == Reason::none) return verdict;
            furthest = std::max(furthest, verdict.reason);
            if (verdict.reason >= Reason::bad_signature && --left == 0) break;
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
