import { createHash } from 'node:crypto';
import type { EdgeConfig } from '../../../../../build/config/edge-config.js';
import { generateToken } from '../../../../../signer/index.js';
import { addGuardedDistribution, compileOnce, type EdgeSite } from '../edge-site.js';
import { startWorld, type WorldOptions } from '../world.js';

export const SECRET = '5ec1'.repeat(16);

/** With a second secret and a space: a revocation must not change a byte of it. */
export const RING = `${SECRET}, ${'a11ce5'.repeat(8)}`;

export const DAY = 86_400;

export const WEEK = 7 * DAY;

export const START = 1_800_000_000;

/** Seconds by which a backend's clock may be ahead. */
export const LEEWAY = 5;

export const NAME = 'pocket-spa-auth';

export const CONFIG: EdgeConfig = { revocation: true };

/** A site behind a function that reads cut-offs. */
export interface Site extends EdgeSite {
  readonly entries: () => Record<string, string>;
}

export async function startSite({
  entries = {},
  live = CONFIG,
  ...options
}: WorldOptions & { entries?: Record<string, string>; live?: EdgeConfig } = {}): Promise<Site> {
  const world = await startWorld(options);
  const { fake } = world;
  const store = fake.cloudfront.addStore(NAME, { token_secret: RING, ...entries });
  const arn = fake.cloudfront.addFunction(NAME, { code: await compileOnce(live), store });
  const id = addGuardedDistribution(fake, arn);
  return { ...world, id, entries: () => fake.stores.entries(NAME) };
}

/** A token of the backend that was issued at this time. */
export function tokenIssuedAt(now: number, userId: string, maxAge = WEEK): string {
  return generateToken(userId, { secret: SECRET, now, maxAge });
}

/** The key of a user's entry, computed without the code under test. */
export function userKey(userId: string): string {
  return `revoked:${createHash('sha256').update(Buffer.from(userId, 'utf8')).digest('hex')}`;
}

/** The answer of somebody who agrees to log everybody out. */
export const confirm = (): Promise<void> => Promise.resolve();
