import { createHash } from 'node:crypto';
import { compileEdge } from '../../../../../build/compile/bundle.js';
import type { EdgeConfig } from '../../../../../build/config/edge-config.js';
import { resolveConfig } from '../../../../../build/config/resolve.js';
import { generateToken } from '../../../../../signer/index.js';
import { cacheBehavior } from '../../../../fakes/aws/cloudfront/sample-distribution.js';
import type { FakeAws } from '../../../../fakes/aws/index.js';
import { startWorld, type World, type WorldOptions } from '../world.js';

export const SECRET = '5ec1'.repeat(16);

/** With a second secret and white space, which must stay as it is. */
export const RING = `${SECRET}, ${'a11ce5'.repeat(8)}`;

export const DAY = 86_400;

export const WEEK = 7 * DAY;

export const START = 1_800_000_000;

/** A backend's clock may be so many seconds ahead. */
export const LEEWAY = 5;

export const NAME = 'pocket-spa-auth';

export const CONFIG: EdgeConfig = { revocation: true };

/** A site behind a function that looks for cut-offs. */
export interface Site extends World {
  /** The distribution. */
  readonly id: string;
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
  const arn = fake.cloudfront.addFunction(NAME, { code: await codeOf(live), store });
  return { ...world, id: addSite(fake, arn), entries: () => fake.stores.entries(NAME) };
}

const compiled = new Map<string, Promise<string>>();

function codeOf(config: EdgeConfig): Promise<string> {
  const key = JSON.stringify(config);
  const code = compiled.get(key) ?? compileEdge(resolveConfig(config));
  compiled.set(key, code);
  return code;
}

function addSite({ cloudfront }: FakeAws, arn: string): string {
  const { PathPattern: _, ...behavior } = cacheBehavior('*', {
    FunctionAssociations: {
      Quantity: 1,
      Items: [{ FunctionARN: arn, EventType: 'viewer-request' }],
    },
  });
  return cloudfront.addDistribution({ DefaultCacheBehavior: behavior });
}

/** A token of the backend's, issued at a time. */
export function tokenOf(userId: string, now: number, maxAge = WEEK): string {
  return generateToken(userId, { secret: SECRET, now, maxAge });
}

/** What every edge location says to a token now: `in`, or why not; more than one where they differ. */
export async function verdicts({ fake, id }: Site, token: string): Promise<string[]> {
  const cookies = { 'pocket-spa-token': { value: token } };
  const outputs = await fake.edge.everywhere(id, { uri: '/a', cookies });
  const all = outputs.map((output) =>
    'uri' in output ? 'in' : (output.headers?.['x-spa-auth-reason']?.value ?? 'failed'),
  );
  return [...new Set(all)];
}

/** The key of a user's entry, worked out apart from the code under test. */
export function keyOf(userId: string): string {
  return `revoked:${createHash('sha256').update(Buffer.from(userId, 'utf8')).digest('hex')}`;
}

/** What was written since `from` calls. */
export function writes({ fake }: World, from = 0): string[] {
  return fake.calls.slice(from).flatMap(({ writes, operation }) => (writes ? [operation] : []));
}
