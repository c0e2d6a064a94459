import { version } from '../host/packages.js';
import { type Answer, isRedirect } from './answer.js';
import type { Asker } from './ask.js';
import type { Credentials } from './credentials.js';
import type { Question, Side } from './question.js';

/** The addresses that a probe may ask. */
export interface Sides {
  /** The start page. */
  readonly site: URL;
  /** The same host over http. */
  readonly http: URL;
  /** The origin behind the site; undefined if it is not to be asked. */
  readonly origin: URL | undefined;
}

/** Asks the site, as a stranger or with a token. */
export interface Visitor {
  /** Undefined if the limits of the probe are reached. */
  asStranger(question: Question): Promise<Answer | undefined>;
  /**
   * Asks the site for a path with the token, and follows redirects on the same host. Undefined
   * without a token, and if the limits are reached.
   */
  withToken(target: string): Promise<{ target: string; answer: Answer } | undefined>;
  /** The address of a question, for the report. */
  addressFor(question: Pick<Question, 'side' | 'target'>): string;
}

const MAX_REDIRECTS = 5;

const HEADERS = {
  accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
  'accept-encoding': 'identity',
  'user-agent': `pocket-spa-auth/${version} probe`,
};

/** Whether a host is this machine, where nobody can listen. */
export function isLoopback({ hostname }: URL): boolean {
  return /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

/** Whether a token may be sent to an address. */
export function mayTakeToken(url: URL): boolean {
  return url.protocol === 'https:' || isLoopback(url);
}

/** @param credentials - Left out if no token may be sent. */
export function createVisitor(
  sides: Sides,
  asker: Asker,
  credentials: Credentials | undefined,
): Visitor {
  const baseFor = (side: Side) => (side === 'origin' ? sides.origin! : sides[side]);
  // Only the site gets a token, so only its certificate matters; on this machine it is anybody's.
  const verifies = !isLoopback(sides.site);
  return {
    asStranger: ({ side, method, target, headers }) =>
      asker.ask({
        base: baseFor(side),
        method,
        target,
        headers: { ...HEADERS, ...headers },
        verifiesCertificate: side === 'site' && verifies,
      }),
    async withToken(first) {
      if (credentials === undefined) {
        return undefined;
      }
      let target = first;
      for (let hops = 0; ; hops++) {
        const answer = await asker.ask({
          base: sides.site,
          method: 'GET',
          target,
          headers: { ...HEADERS, cookie: credentials.header },
          verifiesCertificate: verifies,
        });
        if (answer === undefined) {
          return undefined;
        }
        const next = hops < MAX_REDIRECTS ? findNext(answer, target, sides.site) : undefined;
        if (next === undefined || credentials.isIn(next)) {
          return { target, answer };
        }
        target = next;
      }
    },
    addressFor: ({ side, target }) => baseFor(side).origin + target,
  };
}

/** The target of a redirect on the same host; undefined if it leads elsewhere. */
function findNext(answer: Answer, target: string, site: URL): string | undefined {
  // A refusal leads to the login, which needs no token.
  const isRefusal = answer.headers['x-spa-auth-reason'] !== undefined;
  const location = isRedirect(answer) && !isRefusal ? answer.headers.location : undefined;
  const from = new URL(target.replace(/^\/+/, '/'), site);
  if (location === undefined || !URL.canParse(location, from.href)) {
    return undefined;
  }
  const { origin, pathname, search } = new URL(location, from);
  return origin === site.origin ? pathname + search : undefined;
}
