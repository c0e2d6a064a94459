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

function check(string $secret, string $token, string $now, string $tolerance): string
{
    return judged((new KeyRing(text($secret)))->check(text($token), number($now), number($tolerance)));
}

function read(string $secret, string $header, string $name, string $now, string $tolerance): string
{
    // With no cookie the secret does not matter, and a ring is made of a usable one only.
    if (cookieValues(text($header), text($name)) === []) {
        return 'missing';
    }
    return judged((new KeyRing(text($secret)))->read(text($header), text($name), number($now), number($tolerance)));
}

function login(string $token, string $maxAge): string
{
    return ok(loginCookie(text($token), number($maxAge)));
}

function logout(): string
{
    return ok(logoutCookie());
}

function answer(string $line): string
{
    $fields = explode("\t", $line);
    $verb = array_shift($fields);
    $run = [
        'sign' => [sign(...), 4],
        'check' => [check(...), 4],
        'read' => [read(...), 5],
        'login' => [login(...), 2],
        'logout' => [logout(...), 0],
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

while (($line = fgets(STDIN)) !== false) {
    fwrite(STDOUT, answer(rtrim($line, "\n")) . "\n");
}
