import { type Html, html, renderPage } from './html.js';

/** What the page of the development login shows. */
export interface LoginPage {
  /** Who is logged in, and until when in Unix seconds. */
  readonly session?: { readonly userId: string; readonly expiry: number } | undefined;
  /** Where a login leads. */
  readonly next: string;
  /** What the field holds at first. */
  readonly typed?: string | undefined;
  /** Why the login was refused. */
  readonly problem?: string | undefined;
  /** Where the address of a backend is given. */
  readonly backendOption: string;
}

/**
 * Renders the page. Its forms have no `action`: the browser posts to the URL of the page, which
 * keeps `next` and any `#…`.
 */
export function renderLoginPage(page: LoginPage): string {
  const title = page.session ? `Logged in as ${shorten(page.session.userId)}` : 'Development login';
  return renderPage(
    'Only in development, by pocket-spa-auth',
    title,
    html`${page.session ? renderSession(page.session, page.next) : ''}
${renderLogin(page)}
<p class="quiet">This page is for development and asks for no password. It stands in for your backend, because
<code class="flag">${page.backendOption}</code> gives none for this path. On your site, your backend answers here.</p>`,
  );
}

function renderSession({ expiry }: NonNullable<LoginPage['session']>, next: string): Html {
  return html`<p>The token is valid until ${formatDate(expiry)}. <a href="${next}">Continue to <code>${next}</code></a></p>
<form method="post"><button name="action" value="logout">Log out</button></form>
<hr>`;
}

function renderLogin({ session, next, typed = '', problem }: LoginPage): Html {
  const label = session ? 'Log in as somebody else' : 'User id';
  const invalid =
    problem === undefined ? '' : html` aria-invalid="true" aria-describedby="problem"`;
  const focus = session ? '' : html` autofocus`;
  return html`<form method="post">
<label for="userId">${label}</label>
${problem === undefined ? '' : html`<p class="problem" id="problem" role="alert">${problem}</p>`}
<div class="row">
<input id="userId" name="userId" value="${typed}" autocomplete="username" autocapitalize="none"
 spellcheck="false" required${focus}${invalid}>
<button class="${session ? 'plain' : ''}">Log in</button>
</div>
</form>
${session ? '' : html`<p>Any user id will do, such as <code>ada</code>. Then you return to <code>${next}</code>.</p>`}`;
}

function shorten(userId: string): string {
  return userId.length > 64 ? `${userId.slice(0, 64)}…` : userId;
}

function formatDate(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toUTCString();
}
