import { type RotateOptions, rotate } from '../../../../../build/aws/rotate/rotate.js';
import { compileEdge } from '../../../../../build/compile/bundle.js';
import type { EdgeConfig } from '../../../../../build/config/edge-config.js';
import { resolveConfig } from '../../../../../build/config/resolve.js';
import { cacheBehavior } from '../../../../fakes/aws/cloudfront/sample-distribution.js';
import { startWorld, type World, type WorldOptions } from '../world.js';

export const NAME = 'pocket-spa-auth';

export const START = 1_800_000_000;

export const HOUR = 3600;

export const DAY = 86_400;

export const WEEK = 7 * DAY;

/** A backend's ring is this old at most. */
export const TTL = 300;

/** From a step's date on: the ttl, and a minute for clocks and edges. */
export const READ = TTL + 60;

export const OLD = '01d5ec7e7a'.repeat(8);

export const NEW = '5ec7e7b0b0'.repeat(8);

export const OTHER = '07e50eb155'.repeat(8);

/** A version of the secret, with the labels that it has. */
export interface Planted {
  readonly id: string;
  readonly text: string;
  readonly labels: readonly string[];
  /** Seconds before the start. */
  readonly age?: number;
}

export interface SiteOptions extends WorldOptions {
  readonly config?: EdgeConfig;
  /** The versions of the secret, the oldest first; default the old secret alone. */
  readonly versions?: readonly Planted[];
  /** The value of `token_secret`; default the old secret alone, null for none. */
  readonly stored?: string | null;
  /** Whether a function is LIVE before the site; default true. */
  readonly live?: boolean;
}

/** A site behind the function. */
export interface Site extends World {
  readonly config: EdgeConfig;
  /** The distribution. */
  readonly id: string;
  run(options?: Partial<RotateOptions>): ReturnType<typeof rotate>;
}

export async function startSite({
  config = {},
  versions = [current('by-hand', OLD)],
  stored = OLD,
  live = true,
  ...options
}: SiteOptions = {}): Promise<Site> {
  const world = await startWorld(options);
  const { cloudfront } = world.fake;
  plantVersions(world, versions);
  const entries = stored === null ? {} : { token_secret: stored };
  const store = cloudfront.addStore(NAME, entries);
  const id = live
    ? addSite(world, cloudfront.addFunction(NAME, { code: await codeOf(config), store }))
    : cloudfront.addDistribution();
  return {
    ...world,
    config,
    id,
    async run(options = {}) {
      const result = await rotate(await world.session(config), { ...NO_WISH, ...options });
      world.said.push(JSON.stringify({ ...result, ring: result.ring.length }));
      return result;
    },
  };
}

function addSite({ fake }: World, arn: string): string {
  const { PathPattern: _, ...behavior } = cacheBehavior('*', {
    FunctionAssociations: {
      Quantity: 1,
      Items: [{ FunctionARN: arn, EventType: 'viewer-request' }],
    },
  });
  return fake.cloudfront.addDistribution({ DefaultCacheBehavior: behavior });
}

export const NO_WISH: RotateOptions = {
  begin: false,
  continue: false,
  emergency: false,
  wait: false,
  dryRun: false,
  confirm: async () => {},
};

export function current(id: string, text: string, age = DAY): Planted {
  return { id, text, labels: ['AWSCURRENT'], age };
}

export function previous(id: string, text: string, age = 2 * DAY): Planted {
  return { id, text, labels: ['AWSPREVIOUS'], age };
}

function plantVersions({ fake, clock }: World, versions: readonly Planted[]): void {
  if (versions.length === 0) {
    return;
  }
  fake.secrets.put(NAME, 'ab'.repeat(16));
  const planted = fake.secrets.all.get(NAME)!.versions;
  planted.clear();
  for (const { id, text, labels, age = 0 } of versions) {
    const created = clock.now() - age;
    planted.set(id, { id, labels: new Set(labels), content: text, created });
  }
}

const compiled = new Map<string, Promise<string>>();

function codeOf(config: EdgeConfig): Promise<string> {
  const key = JSON.stringify(config);
  const code = compiled.get(key) ?? compileEdge(resolveConfig(config), OLD);
  compiled.set(key, code);
  return code;
}

/** What is where: the ring that each label shows, and the entry of the store. */
export function shown({ fake }: World) {
  const read = (label: string) => fake.secrets.read(NAME, label);
  return {
    current: read('AWSCURRENT'),
    previous: read('AWSPREVIOUS'),
    pending: read('AWSPENDING'),
    stored: fake.stores.entries(NAME).token_secret,
  };
}

export function idOf({ fake }: World, label = 'AWSCURRENT'): string | undefined {
  const versions = [...(fake.secrets.all.get(NAME)?.versions.values() ?? [])];
  return versions.find(({ labels }) => labels.has(label))?.id;
}

/** The operations that changed something since `from` calls, in order. */
export function writes({ fake }: World, from = 0): string[] {
  return fake.calls.slice(from).flatMap(({ writes, operation }) => (writes ? [operation] : []));
}

/** Lets time pass by the minute round a moment that matters, by the hour otherwise. */
export async function pass({ fake, clock }: Site, until: number, moments: readonly number[]) {
  while (clock.now() < until) {
    const now = clock.now();
    const isNear = moments.some((moment) => Math.abs(moment - now) <= 1200);
    const next = Math.min(...moments.filter((m) => m - 1200 > now).map((m) => m - 1200), until);
    await fake.clock.advance(Math.min(isNear ? 60 : HOUR, next - now));
  }
}
