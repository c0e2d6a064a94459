<?php

declare(strict_types=1);

namespace SpaAuth;

/*
 * The token and the cookie of pocket-spa-auth: SPEC.md on PHP's standard library. PHP 8.2 or newer, on 64 bits.
 *
 *     $ring = new KeyRing(getenv('SPA_TOKEN_SECRET'));
 *     header('Set-Cookie: ' . loginCookie($ring->sign('user-1')), false);
 *     $verdict = $ring->read($_SERVER['HTTP_COOKIE'] ?? '');
 */

const COOKIE_NAME = 'pocket-spa-token';
const ATTRIBUTES = 'HttpOnly; Secure; SameSite=Lax; Path=/';
const DEFAULT_MAX_AGE = 604_800;

const LATEST = 2 ** 53 - 1;
const MAX_SECRETS = 4;
const MAX_COOKIES = 4;
const MAX_OCTETS = 4096;
const MAX_BACKSLASHES = 32;
const MAX_CANDIDATES = 4;
const MAX_USER_ID_BYTES = 1024;
const MAX_PAIR = 4096;

// "D": without it "$" also holds before a final line feed. "u": text that is no UTF-8 does not match. And [0-9]: with "u", \d
// matches the digits of other scripts too.
const SECRET = '/^(?:[0-9a-fA-F]{2}){16,128}$/D';
const ID = '[^:\x00-\x1f\x7f]+';
const USER_ID = '/^' . ID . '$/Du';
const TOKEN = '/^(' . ID . '):(0|[1-9][0-9]{0,15}):([0-9a-f]{64})$/Du';

// What RFC 6265 section 4.1.1 keeps out of a value, and "%" (SPEC 4).
const NOT_COOKIE_OCTETS = '/[^\x21\x23\x24\x26-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+/';

// The rows of SPEC 3: of several refusals, the one furthest down is told.
const REASONS = ['missing', 'malformed', 'expired', 'bad_signature'];

/** A caller's mistake; `$field` is "secret", "user_id", "max_age" or "token". Hostile input never throws it. */
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
        if (preg_match(USER_ID, $userId) !== 1 || strlen($userId) > MAX_USER_ID_BYTES) {
            throw new Misuse('user_id', 'A user id has 1 to 1,024 bytes of UTF-8, without ":" and control characters.');
        }
        $now ??= time();
        $claim = $userId . ':' . ($now + lifetime($maxAge, LATEST - $now));
        return $claim . ':' . self::mac($claim, $this->keys[0]);
    }

    /** Judges a token in the order of SPEC 3, the MAC last. What is no text is no token: "t[]=" in a query makes an array. */
    public function check(mixed $token, ?int $now = null, int $clockTolerance = 0): Verdict
    {
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
                return Verdict::valid($userId, $expiry);
            }
        }
        return Verdict::refused('bad_signature');
    }

    /** Finds the token in a Cookie header: the first candidate that verifies counts, of four that are worth a MAC. */
    public function read(
        string $header,
        string $name = COOKIE_NAME,
        ?int $now = null,
        int $clockTolerance = 0,
    ): Verdict {
        $values = cookieValues($header, $name);
        $furthest = $values === [] ? 0 : 1;
        $left = MAX_CANDIDATES;
        foreach (candidates($values) as $token) {
            $verdict = $this->check($token, $now, $clockTolerance);
            $left -= $verdict->reason === 'bad_signature' ? 1 : 0;
            if ($verdict->reason === null || $left === 0) {
                return $verdict;
            }
            $furthest = max($furthest, array_search($verdict->reason, REASONS, true));
        }
        return Verdict::refused(REASONS[$furthest]);
    }

    /** What var_dump() and print_r() show: the keys are not for them. */
    public function __debugInfo(): array
    {
        return ['secrets' => count($this->keys)];
    }

    private static function mac(string $claim, #[\SensitiveParameter] string $key): string
    {
        return hash_hmac('sha256', $claim, $key);
    }
}

/** The value of the Set-Cookie header that logs a user in. Give the token's own lifetime. */
function loginCookie(#[\SensitiveParameter] string $token, int $maxAge = DEFAULT_MAX_AGE): string
{
    // All that rawurlencode leaves alone is a cookie octet: given only others, it encodes each of them.
    $value = preg_replace_callback(NOT_COOKIE_OCTETS, fn (array $run) => rawurlencode($run[0]), $token);
    $pair = COOKIE_NAME . '=' . $value;
    if (preg_match('/./su', $token) !== 1 || strlen($pair) > MAX_PAIR) {
        throw new Misuse('token', 'The token is empty, no UTF-8, or too long for a cookie.');
    }
    return cookie($pair, lifetime($maxAge, LATEST));
}

/** The value of the Set-Cookie header that logs a user out. */
function logoutCookie(): string
{
    return cookie(COOKIE_NAME . '=', 0);
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

function cookie(string $pair, int $maxAge): string
{
    return "$pair; Max-Age=$maxAge; " . ATTRIBUTES;
}
