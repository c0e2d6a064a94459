import { ACCEPTORS, type Acceptor } from './acceptors.js';
import { CookieJar } from './browser/jar.js';
import { VERIFIERS, verifyCookie } from './browser/verifiers.js';
import { type Site, serveArrivals } from './browser/wire.js';
import { USERS } from './constants.js';
import { ISSUERS, type Issuer, type RunningIssuer } from './issuers.js';
import { isInstalled } from './tools/tools.js';

/**
 * The outcome for the cookie or token of one user: "not written" if the issuer failed, "replaced"
 * if a middleware could not read it, "failed" if the acceptor answered with an error.
 */
export type Outcome = 'accepted' | 'refused' | 'not written' | 'replaced' | 'failed';

/**
 * The outcomes of each party for each user id: one for each verifier for an issuer, only one for an
 * acceptor.
 */
export type Outcomes = ReadonlyMap<string, ReadonlyMap<string, readonly Outcome[]>>;

export interface Measurements {
  readonly issued: Outcomes;
  /** The Cookie header of the browser after the log-out of each issuer. */
  readonly leftOver: ReadonlyMap<string, string>;
  readonly accepted: Outcomes;
}

// There is nothing to verify.
const NOT_WRITTEN: Outcome[] = Object.keys(VERIFIERS).map(() => 'not written');

/** Runs every installed party for every user id. */
export async function measure(): Promise<Measurements> {
  const issued = new Map<string, ReadonlyMap<string, readonly Outcome[]>>();
  const accepted = new Map<string, ReadonlyMap<string, readonly Outcome[]>>();
  const leftOver = new Map<string, string>();
  const arrivals = await serveArrivals();
  try {
    for (const issuer of ISSUERS.filter(isInstalled)) {
      const { outcomes, leftOver: left } = await issue(issuer, arrivals);
      issued.set(issuer.name, outcomes);
      leftOver.set(issuer.name, left);
    }
  } finally {
    arrivals.close();
  }
  for (const acceptor of ACCEPTORS.filter(isInstalled)) {
    accepted.set(acceptor.name, await receive(acceptor));
  }
  return { issued, leftOver, accepted };
}

async function issue(issuer: Issuer, arrivals: Site) {
  const running = await issuer.start();
  try {
    const outcomes = new Map<string, readonly Outcome[]>();
    for (const { id } of USERS) {
      const lines = await running.logIn(id);
      outcomes.set(id, lines === null ? NOT_WRITTEN : await verifyAll(arrivals, lines, id));
    }
    return { outcomes, leftOver: await readCookiesAfterLogOut(running) };
  } finally {
    running.close();
  }
}

async function verifyAll(arrivals: Site, lines: readonly string[], id: string): Promise<Outcome[]> {
  const jar = new CookieJar();
  jar.take(lines);
  const verdicts = await verifyCookie(arrivals.url, jar.header, id);
  return verdicts.map((verdict) => (verdict === 'accepted' ? verdict : 'refused'));
}

async function readCookiesAfterLogOut(running: RunningIssuer): Promise<string> {
  const jar = new CookieJar();
  jar.take((await running.logIn('a')) ?? []);
  if (jar.header === '') {
    return 'there was no cookie to remove';
  }
  jar.take((await running.logOut()) ?? []);
  // A session cookie may remain.
  return jar.header.replace(/^sessionid=[^;]*$/, '');
}

async function receive(acceptor: Acceptor): Promise<ReadonlyMap<string, readonly Outcome[]>> {
  const running = await acceptor.start();
  try {
    const outcomes = new Map<string, readonly Outcome[]>();
    for (const { id } of USERS) {
      outcomes.set(id, [await running.receive(id)]);
    }
    return outcomes;
  } finally {
    running.close();
  }
}
