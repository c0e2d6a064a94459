import { generateToken } from '../../../signer/index.js';
import { BUILDS, type Build, LAST_SECRET, toTarget } from './builds.js';
import { countInstructions, measureMemory, NOW, type Target } from './engine.js';
import { cookie, plan, toRequest } from './plan.js';
import type { Dearest, Everyday } from './recorded.js';
import type { BenchRequest } from './request.js';

const USER = 'user-12345';

const sign = (now: number, secret: string) => generateToken(USER, { secret, now });

const fresh = sign(NOW, LAST_SECRET);

/** The cookie of a visitor in each of the usual cases. */
const EVERYDAY: Readonly<Record<string, string | undefined>> = {
  valid: fresh,
  'valid, percent-encoded': encodeURIComponent(fresh),
  expired: sign(NOW - 10_000_000, LAST_SECRET),
  'bad signature': sign(NOW, 'ef'.repeat(32)),
  junk: 'junkjunkjunk',
  'no cookie': undefined,
};

const EVERYDAY_BUILDS = ['kvs', 'embedded', 'kvs with revocation', 'kvs with hooks'];

/** The request that the dearest ones are compared with. */
const VALID = toRequest(plan({ cookies: [cookie({ shape: 'signed' })] }), LAST_SECRET);

export async function measureEveryday(): Promise<Everyday> {
  const everyday: Record<string, Record<string, number>> = {};
  for (const build of BUILDS.filter(isEveryday)) {
    const requests = Object.values(EVERYDAY).map((token) => withCookie(token));
    const costs = countInstructions(await toTarget(build), requests, 41);
    everyday[build.name] = Object.fromEntries(
      Object.keys(EVERYDAY).map((name, index) => [name, costs[index]!.instructions]),
    );
  }
  return everyday;
}

function isEveryday({ name, secrets }: Build): boolean {
  return secrets === 1 && EVERYDAY_BUILDS.includes(name);
}

function withCookie(token: string | undefined): BenchRequest {
  const request = toRequest(plan(), LAST_SECRET);
  return token === undefined ? request : { ...request, cookies: [['pocket-spa-token', token]] };
}

/** Measures recorded requests again. */
export async function measureDearest(rows: readonly Dearest[]): Promise<Dearest[]> {
  const measured: Dearest[] = [];
  for (const build of BUILDS) {
    const mine = rows.filter(
      ({ build: name, secrets }) => name === build.name && secrets === build.secrets,
    );
    if (mine.length > 0) {
      const target = await toTarget(build);
      const requests = mine.map((row) => toRequest(plan(row.plan), LAST_SECRET));
      const valid = countValid(target);
      const costs = countInstructions(target, requests);
      measured.push(
        ...mine.map((row, index) => ({
          ...row,
          ...rate(costs[index]!.instructions, valid),
          ...(row.memory === undefined ? {} : { memory: measureMemory(target, requests[index]!) }),
        })),
      );
    }
  }
  return measured;
}

/** The instructions of a valid request under the last secret of the ring. */
export function countValid(target: Target): number {
  return countInstructions(target, [VALID], 11)[0]!.instructions;
}

export function rate(instructions: number, valid: number): Pick<Dearest, 'instructions' | 'times'> {
  return { instructions, times: Math.round((instructions / valid) * 10) / 10 };
}
