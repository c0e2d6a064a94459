<?php

require __DIR__ . '/SpaAuth.php';

use function SpaAuth\{loginCookie, logoutCookie, safeNext};

$ring = new SpaAuth\KeyRing(getenv('SPA_TOKEN_SECRET')); // fails at the start if the secret is unusable

// Log in: check the password first. Add the text as a Set-Cookie header, then redirect.
$setCookie = loginCookie($ring->sign('ada@example.com'));
$location = safeNext('//evil.example'); // the parameter next; "/" for whatever is not safe

// Who is it? The text of the Cookie header.
$verdict = $ring->read(explode(';', $setCookie)[0]);
echo implode("\n", [$setCookie, $verdict->userId ?? $verdict->reason, $location, logoutCookie()]), "\n";
