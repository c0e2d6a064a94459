import { parseCookieInput } from '../host/cookie-input.js';
import { UsageError } from '../host/errors.js';
import { describeLength, describeText } from '../host/quote.js';
import { isHiddenHeader } from '../platform/headers.js';
import { REQUEST_SIZE_LIMIT, TARGET_LIMIT } from '../platform/limits.js';
import { encodeHeaderText, toViewerRequest, type ViewerRequest } from '../preview/http.js';

/** A request as it is typed on a command line. */
export interface RequestInput {
  /** A path with its query, or a URL. */
  readonly target: string;
  readonly method: string;
  /** Each as `name: value`. */
  readonly headers: readonly string[];
  /** The value of a `Cookie` header, or a bare token. */
  readonly cookie?: string | undefined;
}

const DEFAULT_HOST = 'www.example.com';

/**
 * Makes the request that CloudFront would pass to the function. `notes` are about what was
 * changed or left out.
 *
 * @throws UsageError for what no viewer can send, and for a header that may hold a credential.
 */
export function parseRequest(
  { target, method, headers, cookie }: RequestInput,
  cookieName: string,
): { readonly request: ViewerRequest; readonly notes: readonly string[] } {
  const notes: string[] = [];
  const { url, host } = parseTarget(target, notes);
  const pairs = headers.map((text) => parseHeader(text, notes));
  if (!pairs.some(([name]) => name.toLowerCase() === 'host')) {
    pairs.unshift(['host', host ?? DEFAULT_HOST]);
  }
  if (cookie !== undefined) {
    pairs.push(['cookie', parseCookie(cookie, cookieName, notes)]);
  }
  const bytes = pairs.reduce((sum, pair) => sum + Buffer.byteLength(pair.join(': ')) + 2, 0);
  if (bytes + Buffer.byteLength(url) > REQUEST_SIZE_LIMIT) {
    throw new UsageError(
      `the request has ${bytes + Buffer.byteLength(url)} bytes with its headers; CloudFront refuses more than ${REQUEST_SIZE_LIMIT} before the function runs`,
    );
  }
  const rawHeaders = pairs.flatMap(([name, value]) => [name, encodeHeaderText(value)]);
  const socket = { remoteAddress: '192.0.2.1' };
  return { request: toViewerRequest({ method, url, rawHeaders, socket }), notes };
}

function parseTarget(text: string, notes: string[]): { url: string; host: string | undefined } {
  const absolute = /^https?:\/\/([^/?#\\@\s]+)([/?#].*)?$/is.exec(text);
  const [, host, rest = '/'] = absolute ?? [];
  const path = absolute ? rest.replace(/^(?!\/)/, '/') : text;
  if (!path.startsWith('/')) {
    throw new UsageError(
      `explain: found ${describeText(text)}; allowed: a path that begins with "/", or a URL that begins with https:// and has no user name`,
    );
  }
  const [withoutFragment] = path.split('#', 1) as [string];
  if (withoutFragment !== path) {
    notes.push('the fragment is left out: no browser sends it');
  }
  const unsendable = withoutFragment.search(/[\x00-\x20\x7f]/);
  if (unsendable >= 0) {
    throw new UsageError(
      `explain: character ${unsendable + 1} of the path is a space or a control character, which no viewer can send; write it percent-encoded, such as %20`,
    );
  }
  const url = toWellFormed(withoutFragment).replace(/[^\x00-\x7f]+/g, encodeURIComponent);
  if (url !== withoutFragment) {
    notes.push('characters beyond ASCII are percent-encoded, as browsers send them');
  }
  if (url.length >= TARGET_LIMIT) {
    throw new UsageError(
      `explain: the path and query have ${url.length} characters; CloudFront answers 414 from ${TARGET_LIMIT} on, before the function runs`,
    );
  }
  return { url, host };
}

// The function reads neither, and a command line is no place for them.
const CREDENTIALS = /^(?:proxy-)?authorization$/i;

function parseHeader(text: string, notes: string[]): [string, string] {
  const colon = text.indexOf(':');
  const name = text.slice(0, Math.max(colon, 0)).trim();
  if (!/^[!#$%&'*+.^_`|~\dA-Za-z-]+$/.test(name)) {
    throw new UsageError(
      `--header: found ${describeLength(text)} without a header name; allowed: 'name: value', such as 'accept: text/html'`,
    );
  }
  const value = text.slice(colon + 1).trim();
  if (/^cookie$/i.test(name)) {
    throw new UsageError(
      '--header: a cookie is never an argument: other users of the machine can read arguments, and shells store them; give it on standard input, with --cookie -',
    );
  }
  if (CREDENTIALS.test(name)) {
    throw new UsageError(
      `--header: ${name.toLowerCase()} holds a credential, which is never an argument; leave it out: the function does not read it`,
    );
  }
  if (/[\x00-\x08\x0a-\x1f\x7f]/.test(value)) {
    throw new UsageError(
      `--header: the value of ${name} has a control character, which no header can have`,
    );
  }
  if (isHiddenHeader(name.toLowerCase())) {
    notes.push(`CloudFront does not show ${name.toLowerCase()} to a function`);
  }
  return [name, toWellFormed(value)];
}

function parseCookie(text: string, cookieName: string, notes: string[]): string {
  const { header, isHeader } = parseCookieInput(text, cookieName, '--cookie');
  notes.push(
    isHeader
      ? 'standard input is read as a Cookie header'
      : 'standard input is read as a bare token',
  );
  return toWellFormed(header);
}

/** A lone surrogate has no bytes in UTF-8, so nobody can send it. */
function toWellFormed(text: string): string {
  return text.replace(/[\ud800-\udfff]/gu, '\ufffd');
}
