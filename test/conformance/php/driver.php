<?php

declare(strict_types=1);

// Answers the requests of the conformance protocol (../README.md).

namespace SpaAuth;

require __DIR__ . '/SpaAuth.php';

// hex2bin warns of an odd number of digits and returns false; a field of the protocol has none such.
function text(string $field): string
{
    return hex2bin($field);
}

// -1 for "-1" and "1.5" too: an int cannot hold what is no whole number.
function number(string $field): int
{
    return ctype_digit($field) ? (int) $field : -1;
}

function ok(string $text): string
{
    return "ok\t" . bin2hex($text);
}

function judged(Verdict $verdict): string
{
    return $verdict->reason ?? "valid\t" . bin2hex($verdict->userId) . "\t$verdict->expiry";
}

function sign(string $secret, string $userId, string $maxAge, string $now): string
{
    return ok((new KeyRing(text($secret)))->sign(text($userId), number($maxAge), number($now)));
}

function cutOff(string $field): ?callable
{
    return $field === '-' ? null : fn (string $userId): int => (int) $field;
}

function check(string $secret, string $token, string $now, string $tolerance, string $cutOff): string
{
    $ring = new KeyRing(text($secret));
    return judged($ring->check(text($token), number($now), number($tolerance), cutOff($cutOff)));
}

function read(string $secret, string $header, string $name, string $now, string $tolerance, string $cutOff): string
{
    // With no cookie the secret does not matter, and a ring is made of a usable one only.
    if (cookieValues(text($header), text($name)) === []) {
        return 'missing';
    }
    $ring = new KeyRing(text($secret));
    return judged($ring->read(text($header), text($name), number($now), number($tolerance), cutOff($cutOff)));
}

function options(string ...$fields): CookieOptions
{
    $names = ['name', 'domain', 'path', 'sameSite', 'secure', 'partitioned'];
    $given = array_filter(array_combine($names, $fields), fn (string $field) => $field !== '-');
    foreach ($given as $name => $field) {
        $given[$name] = match ($name) {
            'sameSite' => $field,
            'secure', 'partitioned' => $field === 'true',
            default => text($field),
        };
    }
    return new CookieOptions(...$given);
}

function login(string $token, string $maxAge, string ...$options): string
{
    return ok(loginCookie(text($token), number($maxAge), options(...$options)));
}

function logout(string ...$options): string
{
    return ok(logoutCookie(options(...$options)));
}

function key(string $userId): string
{
    return ok(revocationKey(text($userId)));
}

function next(string $next, string $fallback, string $origins): string
{
    $allowed = $origins === '' ? [] : explode(' ', text($origins));
    return ok(safeNext(text($next), $fallback === '-' ? '/' : text($fallback), $allowed));
}

function answer(string $line): string
{
    $fields = explode("\t", $line);
    $verb = array_shift($fields);
    $run = [
        'sign' => [sign(...), 4],
        'check' => [check(...), 5],
        'read' => [read(...), 6],
        'login' => [login(...), 8],
        'logout' => [logout(...), 6],
        'key' => [key(...), 1],
        'next' => [next(...), 3],
    ][$verb] ?? null;
    if (count($fields) !== ($run[1] ?? null)) {
        return "error\trequest";
    }
    try {
        return $run[0](...$fields);
    } catch (Misuse $misuse) {
        return "error\t$misuse->field";
    }
}

// Where its streams are sockets, PHP drops what nobody reads or writes for 60 seconds.
stream_set_timeout(STDIN, 86_400);
stream_set_timeout(STDOUT, 86_400);

while (($line = fgets(STDIN)) !== false) {
    fwrite(STDOUT, answer(rtrim($line, "\n")) . "\n");
}
