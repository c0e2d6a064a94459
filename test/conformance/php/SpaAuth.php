<?php

declare(strict_types=1);

namespace SpaAuth;

/*
 * The token and the cookie of pocket-spa-auth: SPEC.md on PHP's standard library. PHP 8.2 or newer, on 64 bits.
 *
 *     $ring = new KeyRing(getenv('SPA_TOKEN_SECRET'));
 *     header('Set-Cookie: ' . loginCookie($ring->sign('user-1')), false);
 *     header('Location: ' . safeNext($_GET['next'] ?? null));
 *     $verdict = $ring->read($_SERVER['HTTP_COOKIE'] ?? '');
 */

const COOKIE_NAME = 'pocket-spa-token';
const DEFAULT_MAX_AGE = 604_800;

const LATEST = 2 ** 53 - 1;
const MAX_SECRETS = 4;
const MAX_COOKIES = 4;
const MAX_OCTETS = 4096;
const MAX_BACKSLASHES = 32;
const MAX_CANDIDATES = 4;
const MAX_USER_ID_BYTES = 1024;
const MAX_PAIR = 4096;
const MAX_NEXT = 2048;

// "D": without it "$" also holds before a final line feed. "u": text that is no UTF-8 does not match. And [0-9]: with "u", \d
// matches the digits of other scripts too.
const SECRET = '/^(?:[0-9a-fA-F]{2}){16,128}$/D';
const ID = '[^:\x00-\x1f\x7f]+';
const USER_ID = '/^' . ID . '$/Du';
const TOKEN = '/^(' . ID . '):(0|[1-9][0-9]{0,15}):([0-9a-f]{64})$/Du';

// What RFC 6265 section 4.1.1 keeps out of a value, and "%" (SPEC 4).
const NOT_COOKIE_OCTETS = '/[^\x21\x23\x24\x26-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+/';

const COOKIE_TOKEN = "/^[!#$%&'*+\\-.^_`|~0-9A-Za-z]+$/D";
const COOKIE_PATH = '{^/[\x20-:<-~]*$}D';
const COOKIE_DOMAIN = '/^\.?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$/D';
const SAME_SITE = ['Lax', 'Strict', 'None'];

const ABSOLUTE_URL = '{^(https?)://+([^/?# ]*)( *|[/?\#].*)$}Ds';
const ALLOWED_ORIGIN = '{^(https?)://((?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?)/?$}D';
// What a browser encodes in a path, a query and a fragment (URL Standard).
const NOT_IN_PATH = '/[^!$-;=@-\]_a-z|~]+/';
const NOT_IN_QUERY = '/[^!$-&(-;=?-~]+/';
const NOT_IN_FRAGMENT = '/[^!#-;=?-_a-~]+/';

// The rows of SPEC 3: of several refusals, the one furthest down is told.
const REASONS = ['missing', 'malformed', 'expired', 'bad_signature', 'revoked'];

/** A caller's mistake; `$field` names what it is about, such as "secret" or "user_id". Hostile input never throws it. */
final class Misuse extends \InvalidArgumentException
{
    public function __construct(public readonly string $field, string $message)
    {
        parent::__construct($message);
    }
}

/** A user id and an expiry where the token is valid; otherwise the reason of the refusal alone. */
final readonly class Verdict
{
    private function __construct(public ?string $userId, public ?int $expiry, public ?string $reason)
    {
    }

    public static function valid(string $userId, int $expiry): self
    {
        return new self($userId, $expiry, null);
    }

    public static function refused(string $reason): self
    {
        return new self(null, null, $reason);
    }
}

/** The cookie's name and attributes. Use the same ones to write it and to remove it. */
final readonly class CookieOptions
{
    public function __construct(
        public string $name = COOKIE_NAME,
        public ?string $domain = null,
        public string $path = '/',
        public string $sameSite = 'Lax',
        public bool $secure = true,
        public bool $partitioned = false,
    ) {
        if (preg_match(COOKIE_TOKEN, $name) !== 1) {
            throw new Misuse('cookie_name', "A cookie's name is an RFC 6265 token.");
        }
        if (preg_match(COOKIE_PATH, $path) !== 1) {
            throw new Misuse('cookie_attribute', 'A path begins with "/" and is printable ASCII without ";".');
        }
        if ($domain !== null && preg_match(COOKIE_DOMAIN, $domain) !== 1) {
            throw new Misuse('cookie_attribute', 'A domain is a host name, such as example.com.');
        }
        if (!in_array($sameSite, SAME_SITE, true)) {
            throw new Misuse('cookie_attribute', 'SameSite is Lax, Strict or None.');
        }
        if (!$secure && ($sameSite === 'None' || $partitioned)) {
            throw new Misuse('cookie_attribute', 'SameSite=None and Partitioned need Secure.');
        }
        if (!$secure && preg_match('/^__(?:Secure|Host)-/i', $name) === 1) {
            throw new Misuse('cookie_name', 'A name with the prefix __Secure- or __Host- needs Secure.');
        }
        if (preg_match('/^__Host-/i', $name) === 1 && ($path !== '/' || $domain !== null)) {
            throw new Misuse('cookie_name', 'A name with the prefix __Host- needs the path "/" and no domain.');
        }
    }
}

/** One to four secrets joined by ",": the first signs, all verify (SPEC 2). */
final class KeyRing
{
    /** @var list<string> */
    private readonly array $keys;

    public function __construct(#[\SensitiveParameter] string $text)
    {
        $secrets = array_map(fn (string $secret) => trim($secret, " \t\r\n"), explode(',', $text));
        if (count($secrets) > MAX_SECRETS || preg_grep(SECRET, $secrets) !== $secrets) {
            throw new Misuse('secret', 'A key ring is 1 to 4 secrets, each of them 16 to 128 bytes in hex.');
        }
        $this->keys = array_map(hex2bin(...), $secrets);
    }

    /** A token that says who the user is, for `$maxAge` seconds from `$now` on. */
    public function sign(string $userId, int $maxAge = DEFAULT_MAX_AGE, ?int $now = null): string
    {
        assertUserId($userId);
        $now ??= time();
        $claim = $userId . ':' . ($now + lifetime($maxAge, LATEST - $now));
        return $claim . ':' . self::mac($claim, $this->keys[0]);
    }

    /**
     * Judges a token in the order of SPEC 3. What is no text is no token: "t[]=" in a query makes an array.
     *
     * @param null|callable(string): ?int $cutOff from a user id that the MAC has proven to Unix seconds
     */
    public function check(
        mixed $token,
        ?int $now = null,
        int $clockTolerance = 0,
        ?callable $cutOff = null,
    ): Verdict {
        if (!is_string($token) || preg_match(TOKEN, $token, $fields) !== 1) {
            return Verdict::refused('malformed');
        }
        [, $userId, $digits, $mac] = $fields;
        $expiry = (int) $digits;
        if ($expiry > LATEST || strlen($userId) > MAX_USER_ID_BYTES) {
            return Verdict::refused('malformed');
        }
        if (($now ?? time()) > $expiry + $clockTolerance) {
            return Verdict::refused('expired');
        }
        foreach ($this->keys as $key) {
            if (hash_equals(self::mac("$userId:$digits", $key), $mac)) {
                return self::isRevoked($expiry, $cutOff === null ? null : $cutOff($userId))
                    ? Verdict::refused('revoked')
                    : Verdict::valid($userId, $expiry);
            }
        }
        return Verdict::refused('bad_signature');
    }

    /**
     * Finds the token in a Cookie header: the first candidate that verifies counts, of four that are worth a MAC.
     *
     * @param null|callable(string): ?int $cutOff as for check()
     */
    public function read(
        string $header,
        string $name = COOKIE_NAME,
        ?int $now = null,
        int $clockTolerance = 0,
        ?callable $cutOff = null,
    ): Verdict {
        $values = cookieValues($header, $name);
        $furthest = $values === [] ? 0 : 1;
        $left = MAX_CANDIDATES;
        foreach (candidates($values) as $token) {
            $verdict = $this->check($token, $now, $clockTolerance, $cutOff);
            if ($verdict->reason === null) {
                return $verdict;
            }
            $furthest = max($furthest, array_search($verdict->reason, REASONS, true));
            $left -= in_array($verdict->reason, ['bad_signature', 'revoked'], true) ? 1 : 0;
            if ($left === 0) {
                break;
            }
        }
        return Verdict::refused(REASONS[$furthest]);
    }

    /** What var_dump() and print_r() show: the keys are not for them. */
    public function __debugInfo(): array
    {
        return ['secrets' => count($this->keys)];
    }

    // The types throw at a cut-off that is neither whole seconds nor null, so that it lets no token pass.
    private static function isRevoked(int $expiry, ?int $cutOff): bool
    {
        return $cutOff !== null && $expiry <= $cutOff;
    }

    private static function mac(string $claim, #[\SensitiveParameter] string $key): string
    {
        return hash_hmac('sha256', $claim, $key);
    }
}

/** The value of the Set-Cookie header that logs a user in. Give the token's own lifetime. */
function loginCookie(
    #[\SensitiveParameter] string $token,
    int $maxAge = DEFAULT_MAX_AGE,
    CookieOptions $options = new CookieOptions(),
): string {
    $value = percentEncoded(NOT_COOKIE_OCTETS, $token);
    if (preg_match('/./su', $token) !== 1 || strlen("$options->name=$value") > MAX_PAIR) {
        throw new Misuse('token', 'The token is empty, no UTF-8, or too long for a cookie.');
    }
    return setCookie($value, lifetime($maxAge, LATEST), $options);
}

/** The value of the Set-Cookie header that logs a user out. */
function logoutCookie(CookieOptions $options = new CookieOptions()): string
{
    return setCookie('', 0, $options);
}

/** The key of a user's cut-off in the KeyValueStore (SPEC 3.1). */
function revocationKey(string $userId): string
{
    assertUserId($userId);
    return 'revoked:' . hash('sha256', $userId);
}

/**
 * Where to go after a log-in: `$next` if it is a path of this site or of an allowed origin, or the fallback (SPEC 8).
 * An origin's host is compared as text: write one beyond ASCII in punycode.
 *
 * @param list<string> $allowedOrigins
 */
function safeNext(mixed $next, string $fallback = '/', array $allowedOrigins = []): string
{
    $origins = array_map(function (string $allowed): string {
        if (preg_match(ALLOWED_ORIGIN, $allowed, $fields) !== 1) {
            throw new Misuse('allowed_origins', 'An allowed origin is such as https://app.example.com, without a path.');
        }
        return origin($fields[1], $fields[2]);
    }, $allowedOrigins);
    $safeFallback = safeLocation($fallback, $origins)
        ?? throw new Misuse('fallback', 'A fallback is a path that begins with one "/", or a URL of an allowed origin.');
    return safeLocation($next, $origins) ?? $safeFallback;
}

/**
 * The values of the first four cookies of the name.
 *
 * @return list<string>
 */
function cookieValues(string $header, string $name = COOKIE_NAME): array
{
    $values = [];
    foreach (explode(';', $header) as $part) {
        $pair = explode('=', $part, 2);
        if (count($pair) === 2 && trim($pair[0], " \t") === $name) {
            $values[] = trim($pair[1], " \t");
        }
    }
    return array_slice($values, 0, MAX_COOKIES);
}

/**
 * What the values may stand for, each one's most literal text first, within the limits of SPEC 4.
 *
 * @param list<string> $values
 * @return \Generator<string>
 */
function candidates(array $values): \Generator
{
    $left = MAX_OCTETS;
    $backslashes = MAX_BACKSLASHES;
    foreach (array_map(utf8(...), $values) as $value) {
        if (strlen($value) > $left) {
            continue;
        }
        $left -= strlen($value);
        yield $value;
        if (strlen($value) > 1 && $value[0] === '"' && $value[-1] === '"') {
            $value = substr($value, 1, -1);
            $escapes = substr_count($value, '\\');
            if ($escapes > $backslashes) {
                continue;
            }
            $backslashes -= $escapes;
            $value = preg_replace_callback('/\\\\([0-3][0-7]{2}|.)/s', unescaped(...), $value);
            yield $value;
        }
        // rawurldecode lets a broken escape pass. Bytes that are no UTF-8 are no token.
        if (str_contains($value, '%') && preg_match('/%(?![0-9a-fA-F]{2})/', $value) === 0) {
            yield rawurldecode($value);
        }
    }
}

/** A value as UTF-8: octets that are none are Latin-1. */
function utf8(string $value): string
{
    return preg_match('//u', $value) === 1
        ? $value
        : preg_replace_callback('/[\x80-\xff]/', fn (array $octet) => latin1(ord($octet[0])), $value);
}

/** @param array{string, string} $escape */
function unescaped(array $escape): string
{
    $escaped = $escape[1];
    return strlen($escaped) === 3 ? latin1(octdec($escaped)) : $escaped;
}

/** One character of Latin-1 as UTF-8, which PHP's core has no function for. */
function latin1(int $code): string
{
    return $code < 0x80 ? chr($code) : chr(0xc0 | $code >> 6) . chr(0x80 | $code & 0x3f);
}

/** The lifetime itself, if it is a usable one. */
function lifetime(int $maxAge, int $limit): int
{
    if ($maxAge < 0 || $maxAge > $limit) {
        throw new Misuse('max_age', 'The lifetime is 0 seconds or more, and ends before 2**53.');
    }
    return $maxAge;
}

function assertUserId(string $userId): void
{
    if (preg_match(USER_ID, $userId) !== 1 || strlen($userId) > MAX_USER_ID_BYTES) {
        throw new Misuse('user_id', 'A user id has 1 to 1,024 bytes of UTF-8, without ":" and control characters.');
    }
}

// All that rawurlencode leaves alone is kept by each of the patterns: given only others, it encodes each of them.
function percentEncoded(string $notKept, #[\SensitiveParameter] string $text): string
{
    return preg_replace_callback($notKept, fn (array $run) => rawurlencode($run[0]), $text);
}

function setCookie(string $value, int $maxAge, CookieOptions $options): string
{
    return implode('; ', array_filter([
        "$options->name=$value",
        "Max-Age=$maxAge",
        'HttpOnly',
        $options->secure ? 'Secure' : null,
        "SameSite=$options->sameSite",
        "Path=$options->path",
        $options->domain === null ? null : "Domain=$options->domain",
        $options->partitioned ? 'Partitioned' : null,
    ]));
}

/**
 * The text for Location, or null if `$next` is not safe.
 *
 * @param list<string> $origins
 */
function safeLocation(mixed $next, array $origins): ?string
{
    if (!is_string($next) || preg_match('/^[^\x00-\x1f\x7f]+$/Du', $next) !== 1) {
        return null;
    }
    $isAbsolute = preg_match(ABSOLUTE_URL, $next, $fields) === 1;
    [$origin, $rest] = $isAbsolute ? [origin($fields[1], $fields[2]), $fields[3]] : ['', $next];
    // Characters, not bytes, which PHP's core has no function for.
    if (preg_match_all('/./su', $rest) > MAX_NEXT) {
        return null;
    }
    $resolved = resolved($rest);
    $isSafe = $isAbsolute
        ? in_array($origin, $origins, true) && !str_contains($next, '\\')
        // A dot segment may leave "//" in front, which a browser takes for a host: "/.//evil.example".
        : preg_match('{^/(?!/)[^?\\\\]*(?:\?|$)}D', $next) === 1 && !str_starts_with($resolved, '//');
    if (!$isSafe) {
        return null;
    }
    return preg_match('/[\x80-\xff]/', $next) === 0 ? $next : $origin . $resolved;
}

/** In lower case and without the default port, as a browser compares origins. */
function origin(string $scheme, string $authority): string
{
    $port = $scheme === 'https' ? 443 : 80;
    return "$scheme://" . preg_replace("/:(?:$port)?$/D", '', strtolower($authority));
}

/** A URL from its path on, as a browser sends it: without dot segments, and in ASCII. */
function resolved(string $rest): string
{
    [$before, $fragment] = [...explode('#', rtrim($rest, ' '), 2), null];
    [$path, $query] = [...explode('?', $before, 2), null];
    $segments = [];
    $dots = '';
    foreach (explode('/', substr($path, 1)) as $segment) {
        $dots = str_ireplace('%2e', '.', $segment);
        if ($dots === '..') {
            array_pop($segments);
        } elseif ($dots !== '.') {
            $segments[] = $segment;
        }
    }
    if ($dots === '.' || $dots === '..') {
        $segments[] = '';
    }
    return '/' . percentEncoded(NOT_IN_PATH, implode('/', $segments))
        . ($query === null ? '' : '?' . percentEncoded(NOT_IN_QUERY, $query))
        . ($fragment === null ? '' : '#' . percentEncoded(NOT_IN_FRAGMENT, $fragment));
}
