import { describe, expect, it } from 'vitest';
import { edgeSettings, identitySpellings } from '../../../../build/compile/settings.js';
import { resolveConfig } from '../../../../build/config/resolve.js';

function page(loopPage: object, more: object = {}): string {
  const settings = edgeSettings(resolveConfig({ loopPage, ...more }));
  return `${settings.PAGE_START}NEXT${settings.PAGE_LINK}REASON${settings.PAGE_END}`;
}

describe('the page that ends a redirect loop', () => {
  it('has the default texts, a link to try again, and the reason', () => {
    expect(page({})).toMatch(
      /<h1>Not logged in<\/h1><p>[^<]+<p><a href="\/api\/auth\/login\?next=NEXT">Try again<\/a><p><small>REASON$/,
    );
  });

  it('shows the configured texts, with markup and non-ASCII text as entities', () => {
    const html = page({
      heading: 'Zurück <b>& "so"',
      message: '{{reason}}',
      retry: 'Ещё 😀',
      link: { text: "Hilfe's", href: 'https://help.example/?a=1&b=2' },
    });
    expect(html).toContain('<title>Zur&#252;ck &#60;b&#62;&#38; &#34;so&#34;</title>');
    expect(html).toContain('<p>&#123;&#123;reason&#125;&#125;<p>');
    expect(html).toContain('&#1045;&#1097;&#1105; &#128512;</a>');
    expect(html).toContain('<a href="https://help.example/?a=1&#38;b=2">Hilfe&#39;s</a>');
    expect(html).toMatch(/^[\x20-\x7e]+$/);
  });

  it('has the login path escaped, which a browser would read as "\u00a9" otherwise', () => {
    expect(page({}, { loginPath: "/in?a='&copy" })).toContain(
      '<a href="/in?a=&#39;&#38;copy&#38;next=NEXT">',
    );
  });
});

describe('the pattern of the spellings of the identity header', () => {
  const pattern = identitySpellings(resolveConfig({ identityHeader: 'X-Auth.User' }));

  it.each(['x-auth-user', 'X_AUTH_USER', 'x!auth~user', 'x.Auth-uSER'])('fits %s', (name) => {
    expect(`\nhost\n${name}\n`).toMatch(pattern);
  });

  it.each(['x-auth-user2', 'ax-auth-user', 'xaauth-user', 'x-auth--user', 'x-author', '\u017f'])(
    'does not fit %s',
    (name) => expect(`\nhost\n${name}\n`).not.toMatch(pattern),
  );

  it('does not fit two names that stand side by side', () => {
    expect('\nx\nauth\nuser\n').not.toMatch(pattern);
  });
});
