/** What becomes of the `set-cookie` headers of a response. */
export type CookieFilter = (setCookies: readonly string[]) => string[];

/** Leaves every cookie as it is: for a preview that serves TLS. */
export const keepCookies: CookieFilter = (setCookies) => [...setCookies];

const NOTICE =
  'cookies are sent without Secure here, because WebKit (Safari) drops Secure cookies on http://localhost; ' +
  'those named __Host-… or __Secure-…, SameSite=None and Partitioned ones need it and keep it: use --https for them';

/**
 * Makes the filter of a preview that serves plain HTTP: it takes `Secure` off. Chromium and Firefox
 * accept `Secure` cookies on http://localhost and WebKit does not, so there nobody could log in,
 * and the loop guard could not count. `notify` is told of it once, at the first such cookie.
 */
export function createSecureRemover(notify: (text: string) => void): CookieFilter {
  let told = false;
  return (setCookies) => {
    if (!told && setCookies.some(isSecure)) {
      told = true;
      notify(NOTICE);
    }
    return setCookies.map((cookie) => (needsSecure(cookie) ? cookie : withoutSecure(cookie)));
  };
}

function isSecure(cookie: string): boolean {
  return attributesOf(cookie).some((attribute) => nameOf(attribute) === 'secure');
}

/**
 * Whether browsers drop the cookie if it is not `Secure` (RFC 6265bis section 5.7, and CHIPS for
 * `Partitioned`).
 */
function needsSecure(cookie: string): boolean {
  return (
    /^\s*__(?:host|secure)-/i.test(cookie) ||
    attributesOf(cookie).some(
      (attribute) =>
        nameOf(attribute) === 'partitioned' || /^\s*samesite\s*=\s*none\s*$/i.test(attribute),
    )
  );
}

function withoutSecure(cookie: string): string {
  const [pair = '', ...attributes] = cookie.split(';');
  return [pair, ...attributes.filter((attribute) => nameOf(attribute) !== 'secure')].join(';');
}

function attributesOf(cookie: string): string[] {
  return cookie.split(';').slice(1);
}

// The value of `Secure` and `Partitioned` is ignored (RFC 6265bis section 5.6.5): `Secure=false` is
// `Secure` too.
function nameOf(attribute: string): string {
  return attribute.split('=', 1)[0]!.trim().toLowerCase();
}
