import { expect } from 'vitest';
import { secretsManagerKeyRing } from '../../../../../signer/aws.js';
import {
  checkToken,
  createKeyRing,
  generateToken,
  type KeyRing,
} from '../../../../../signer/index.js';
import type { World } from '../world.js';
import { NAME, OLD, type Site, TTL, WEEK } from './site.js';

/** A server that signs with the key ring that it has, read every five minutes. */
export interface Backend {
  ring(): Promise<KeyRing>;
  /** Whether it takes a single secret, and so knows no token but of the one that signs. */
  readonly isSingle?: boolean;
}

/**
 * Reads what Secrets Manager shows, without a call: a listener of the account makes none. One that is not of this package knows
 * the label AWSCURRENT alone.
 */
export function startBackend({ fake, clock }: World, knowsLabels = true): Backend {
  const client = {
    async getSecretValue({ VersionStage }: { VersionStage: string }) {
      const isKnown = knowsLabels || VersionStage === 'AWSCURRENT';
      const text = isKnown ? fake.secrets.read(NAME, VersionStage) : undefined;
      if (text !== undefined) {
        return { SecretString: text };
      }
      throw Object.assign(new Error('no such label'), { name: 'ResourceNotFoundException' });
    },
  };
  const keys = secretsManagerKeyRing({ secretId: NAME, client, ttl: TTL, now: clock.now });
  return { ring: keys.get };
}

/**
 * A server that takes AWSCURRENT for a single secret, as `bytes.fromhex` does: a ring stops it. Without a ttl it reads at its start
 * alone, and `restart` starts it anew.
 */
export function startSingleBackend({ fake, clock }: World, ttl = Number.POSITIVE_INFINITY) {
  let readAt = Number.NEGATIVE_INFINITY;
  let ring = createKeyRing(OLD);
  const read = () => {
    const text = fake.secrets.read(NAME)!;
    if (!/^[0-9a-f]+$/.test(text)) {
      throw new Error('non-hexadecimal number found');
    }
    ring = createKeyRing(text);
    readAt = clock.now();
  };
  read();
  return {
    isSingle: true,
    restart: read,
    async ring() {
      if (clock.now() - readAt >= ttl) {
        read();
      }
      return ring;
    },
  };
}

/** Everybody who is logged in. */
export interface Crowd {
  /** Each backend logs somebody in; then every edge location and every backend is asked for each token that has not expired. */
  check(): Promise<void>;
  /** How many secrets have signed. */
  readonly signers: () => number;
}

/**
 * Of the tokens of one secret the last stands for all: it expires last. `lifetime` is that of the backends' tokens, in seconds.
 */
export function gather(site: Site, backends: readonly Backend[], lifetime = WEEK): Crowd {
  const last = new Map<string, { token: string; until: number }>();
  return {
    signers: () => last.size,
    async check() {
      const now = site.clock.now();
      const rings = await Promise.all(backends.map((backend) => backend.ring()));
      for (const ring of rings) {
        const token = generateToken('ada', { secret: ring, now, maxAge: lifetime });
        expect(checkToken(token, { secret: ring, now }).valid).toBe(true);
        last.set(signerOf(site, token), { token, until: now + lifetime });
      }
      for (const { token, until } of last.values()) {
        if (until < now) {
          continue;
        }
        for (const [i, secret] of rings.entries()) {
          const { valid } = checkToken(token, { secret, now });
          expect(valid || backends[i]!.isSingle).toBe(true);
        }
        expect(await verdicts(site, token)).toEqual(['in']);
      }
    },
  };
}

/** Which of the secrets that were ever in the account signed it. */
function signerOf({ fake }: World, token: string): string {
  const texts = [...fake.secrets.all.get(NAME)!.versions.values()].map(({ content }) => content);
  const secrets = new Set(texts.flatMap((text) => String(text).split(',')));
  return [...secrets].find((secret) => checkToken(token, { secret, now: 0 }).valid)!;
}

/** What the edge locations say to a token now: `in`, or why not; more than one where they differ. */
export async function verdicts({ fake, id }: Site, token: string): Promise<string[]> {
  const cookies = { 'pocket-spa-token': { value: token } };
  const outputs = await fake.edge.everywhere(id, { uri: '/a', cookies });
  const all = outputs.map((output) =>
    'uri' in output ? 'in' : (output.headers?.['x-spa-auth-reason']?.value ?? 'failed'),
  );
  return [...new Set(all)];
}

/** A token of today. */
export function tokenBy(secret: string, { clock }: World, maxAge = WEEK): string {
  return generateToken('ada', { secret, now: clock.now(), maxAge });
}
