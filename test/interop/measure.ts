import { ACCEPTORS, type Acceptor } from './acceptors.js';
import { Jar } from './browser/jar.js';
import { JUDGES, judge } from './browser/judges.js';
import { type Site, serveArrivals } from './browser/wire.js';
import { type Desk, ISSUERS, type Issuer } from './issuers.js';
import { isHere } from './tools/tools.js';
import { USERS } from './world.js';

/**
 * What becomes of one user's cookie or token: "not written" by an issuer that failed, "replaced" by a middleware that did not
 * understand it, "failed" where the acceptor answered with an error.
 */
export type Outcome = 'accepted' | 'refused' | 'not written' | 'replaced' | 'failed';

/** The outcomes of each party for each user id: one a judge for an issuer, one alone for an acceptor. */
export type Outcomes = ReadonlyMap<string, ReadonlyMap<string, readonly Outcome[]>>;

export interface Measured {
  readonly issued: Outcomes;
  /** The Cookie header that a browser is left with after each issuer's log-out. */
  readonly leftOver: ReadonlyMap<string, string>;
  readonly accepted: Outcomes;
}

// No judge has anything to decide about.
const NOT_WRITTEN: Outcome[] = Object.keys(JUDGES).map(() => 'not written');

/** Lets every party that is here do its part for every user id. */
export async function measure(): Promise<Measured> {
  const issued = new Map<string, ReadonlyMap<string, readonly Outcome[]>>();
  const accepted = new Map<string, ReadonlyMap<string, readonly Outcome[]>>();
  const leftOver = new Map<string, string>();
  const arrivals = await serveArrivals();
  try {
    for (const issuer of ISSUERS.filter(isHere)) {
      const { outcomes, leftOver: left } = await issue(issuer, arrivals);
      issued.set(issuer.name, outcomes);
      leftOver.set(issuer.name, left);
    }
  } finally {
    arrivals.close();
  }
  for (const acceptor of ACCEPTORS.filter(isHere)) {
    accepted.set(acceptor.name, await receive(acceptor));
  }
  return { issued, leftOver, accepted };
}

async function issue(issuer: Issuer, arrivals: Site) {
  const desk = await issuer.start();
  try {
    const outcomes = new Map<string, readonly Outcome[]>();
    for (const { id } of USERS) {
      const lines = await desk.logIn(id);
      outcomes.set(id, lines === null ? NOT_WRITTEN : await judged(arrivals, lines, id));
    }
    return { outcomes, leftOver: await afterLogOut(desk) };
  } finally {
    desk.close();
  }
}

async function judged(arrivals: Site, lines: readonly string[], id: string): Promise<Outcome[]> {
  const jar = new Jar();
  jar.take(lines);
  const verdicts = await judge(arrivals.url, jar.header, id);
  return verdicts.map((verdict) => (verdict === 'accepted' ? verdict : 'refused'));
}

async function afterLogOut(desk: Desk): Promise<string> {
  const jar = new Jar();
  jar.take((await desk.logIn('a')) ?? []);
  if (jar.header === '') {
    return 'there was no cookie to remove';
  }
  jar.take((await desk.logOut()) ?? []);
  // A session is none of our business.
  return jar.header.replace(/^sessionid=[^;]*$/, '');
}

async function receive(acceptor: Acceptor): Promise<ReadonlyMap<string, readonly Outcome[]>> {
  const gate = await acceptor.start();
  try {
    const outcomes = new Map<string, readonly Outcome[]>();
    for (const { id } of USERS) {
      outcomes.set(id, [await gate.receive(id)]);
    }
    return outcomes;
  } finally {
    gate.close();
  }
}
