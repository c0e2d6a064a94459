import { type RotateOptions, rotate } from '../../../../../build/aws/rotate/rotate.js';
import type { EdgeConfig } from '../../../../../build/config/edge-config.js';
import { addGuardedDistribution, compileOnce, type EdgeSite } from '../edge-site.js';
import { startWorld, type World, type WorldOptions } from '../world.js';

export const NAME = 'pocket-spa-auth';

export const START = 1_800_000_000;

export const HOUR = 3600;

export const DAY = 86_400;

export const WEEK = 7 * DAY;

/** The greatest age of a backend's ring, in seconds. */
export const TTL = 300;

/**
 * Seconds after a step until every backend and every edge location has read the change: the ttl,
 * and a minute of leeway.
 */
export const READ = TTL + 60;

export const OLD = '01d5ec7e7a'.repeat(8);

export const NEW = '5ec7e7b0b0'.repeat(8);

export const OTHER = '07e50eb155'.repeat(8);

/** The ids of versions that `rotate` has made. */
export const INTRODUCED_ID = 'pocket-spa-auth-introduced-111111111111';

export const PROMOTED_ID = 'pocket-spa-auth-promoted-222222222222';

export const RETIRED_ID = 'pocket-spa-auth-retired-333333333333';

/** A version of the secret that is there at the start. */
export interface PlantedVersion {
  readonly id: string;
  readonly text: string;
  readonly labels: readonly string[];
  /** Seconds before the start. */
  readonly age?: number;
}

export interface SiteOptions extends WorldOptions {
  readonly config?: EdgeConfig;
  /** The versions of the secret, the oldest first; default the old secret alone. */
  readonly versions?: readonly PlantedVersion[];
  /** The value of `token_secret`; default the old secret alone, null for none. */
  readonly stored?: string | null;
  /** Whether a function is LIVE and guards the distribution; default true. */
  readonly live?: boolean;
}

/** A site behind the function. */
export interface Site extends EdgeSite {
  readonly config: EdgeConfig;
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
  const code = live ? await compileOnce(config, OLD) : '';
  const id = live
    ? addGuardedDistribution(world.fake, cloudfront.addFunction(NAME, { code, store }))
    : cloudfront.addDistribution();
  return {
    ...world,
    config,
    id,
    async run(options = {}) {
      const result = await rotate(await world.session(config), { ...NO_OPTIONS, ...options });
      world.output.push(JSON.stringify({ ...result, ring: result.ring.length }));
      return result;
    },
  };
}

/** The command without options. */
export const NO_OPTIONS: RotateOptions = {
  begin: false,
  continue: false,
  emergency: false,
  wait: false,
  dryRun: false,
  confirm: async () => {},
};

export function current(id: string, text: string, age = DAY): PlantedVersion {
  return { id, text, labels: ['AWSCURRENT'], age };
}

export function previous(id: string, text: string, age = 2 * DAY): PlantedVersion {
  return { id, text, labels: ['AWSPREVIOUS'], age };
}

export function pending(id: string, text: string, age = READ): PlantedVersion {
  return { id, text, labels: ['AWSPENDING'], age };
}

function plantVersions({ fake, clock }: World, versions: readonly PlantedVersion[]): void {
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

/** The text of the version with each label, and the value of `token_secret`. */
export function snapshot({ fake }: World) {
  const read = (label: string) => fake.secrets.read(NAME, label);
  return {
    current: read('AWSCURRENT'),
    previous: read('AWSPREVIOUS'),
    pending: read('AWSPENDING'),
    stored: fake.stores.entries(NAME).token_secret,
  };
}

/**
 * The same, with names in place of the secrets: a secret that was not there at the start is `made`.
 */
export function namedSnapshot(world: World) {
  const named = (ring: string | undefined) =>
    ring
      ?.split(',')
      .map((secret) => SECRET_NAMES.get(secret) ?? 'made')
      .join();
  const { current, previous, pending, stored } = snapshot(world);
  return {
    current: named(current),
    previous: named(previous),
    pending: named(pending),
    stored: named(stored),
  };
}

const SECRET_NAMES: ReadonlyMap<string, string> = new Map([
  [OLD, 'old'],
  [NEW, 'new'],
  [OTHER, 'other'],
]);

/** A secret that has other fields, as its JSON text. */
export function jsonSecret(ring: string, port: number): string {
  return JSON.stringify({ PORT: port, TOKEN: ring });
}

/** The ring in such a text. */
export function ringField(text: string | undefined): string {
  return (JSON.parse(text!) as { TOKEN: string }).TOKEN;
}

/**
 * Changes another field of the secret once for each port. After two changes no label is on the
 * version that was current before.
 */
export function changePort({ fake }: World, ports: readonly number[]): void {
  const ring = ringField(fake.secrets.read(NAME));
  for (const port of ports) {
    fake.secrets.put(NAME, jsonSecret(ring, port));
  }
}

export function findVersionId({ fake }: World, label = 'AWSCURRENT'): string | undefined {
  const versions = [...(fake.secrets.all.get(NAME)?.versions.values() ?? [])];
  return versions.find(({ labels }) => labels.has(label))?.id;
}

/** Lets time pass: by the minute around the given moments, by the hour otherwise. */
export async function passTime({ fake, clock }: Site, until: number, moments: readonly number[]) {
  while (clock.now() < until) {
    const now = clock.now();
    const isNear = moments.some((moment) => Math.abs(moment - now) <= 1200);
    const next = Math.min(...moments.filter((m) => m - 1200 > now).map((m) => m - 1200), until);
    await fake.clock.advance(Math.min(isNear ? 60 : HOUR, next - now));
  }
}
