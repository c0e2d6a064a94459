/**
 * The login page. Its form has no `action`: the browser posts to the URL of the page, which keeps
 * `next` and any `#…`.
 */
export function loginPage({ account = '', problem = '' }) {
  const message = problem ? `<p class="problem" role="alert">${escapeHtml(problem)}</p>` : '';
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Log in – Harbour</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/api/auth/style.css">
<body class="login">
<main class="card">
<p class="brand"><span class="mark" aria-hidden="true"></span>Harbour</p>
<h1>Log in</h1>
<p class="quiet">Then you return to your page.</p>
${message}
<form method="post">
<label for="account">Account</label>
<input id="account" name="account" value="${escapeHtml(account)}" autocomplete="username" autocapitalize="none" spellcheck="false" required${problem ? '' : ' autofocus'}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required${problem ? ' autofocus' : ''}>
<button class="wide">Log in</button>
</form>
</main>
</body>
</html>
`;
}

function escapeHtml(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
