import { expect } from 'vitest';
import { secretsManagerKeyRing } from '../../../../../signer/aws.js';
import {
  checkToken,
  createKeyRing,
  generateToken,
  type KeyRing,
} from '../../../../../signer/index.js';
import { verdicts } from '../edge-site.js';
import type { World } from '../world.js';
import { NAME, OLD, type Site, TTL, WEEK } from './site.js';

/** A server that signs and verifies with the key ring that it has read. */
export interface Backend {
  ring(): Promise<KeyRing>;
  /** Whether it takes a single secret, and so accepts only tokens of the secret that signs. */
  readonly isSingle?: boolean;
}

/**
 * A backend that uses this package and reads the ring every five minutes. It reads without a call
 * to AWS, because a listener of the fake account must not make one.
 *
 * @param readsAllLabels - Otherwise it reads AWSCURRENT only.
 */
export function startBackend({ fake, clock }: World, readsAllLabels = true): Backend {
  const client = {
    async getSecretValue({ VersionStage }: { VersionStage: string }) {
      const isRead = readsAllLabels || VersionStage === 'AWSCURRENT';
      const text = isRead ? fake.secrets.read(NAME, VersionStage) : undefined;
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
 * A backend that takes AWSCURRENT for a single secret, as Python's `bytes.fromhex` does: a ring
 * makes it fail. Without a ttl it reads the secret only when it starts, and `restart` starts it
 * again.
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

/** The users who are logged in. */
export interface Users {
  /**
   * Each backend logs a user in; then every edge location and every backend has to accept each
   * token that has not expired.
   */
  check(): Promise<void>;
  /** How many secrets have signed. */
  readonly signers: () => number;
}

/**
 * Of the tokens of one secret only the last is checked, because it expires last.
 *
 * @param lifetime - The lifetime of the backends' tokens, in seconds.
 */
export function startUsers(site: Site, backends: readonly Backend[], lifetime = WEEK): Users {
  const last = new Map<string, { token: string; until: number }>();
  return {
    signers: () => last.size,
    async check() {
      const now = site.clock.now();
      const rings = await Promise.all(backends.map((backend) => backend.ring()));
      for (const ring of rings) {
        const token = generateToken('ada', { secret: ring, now, maxAge: lifetime });
        expect(checkToken(token, { secret: ring, now }).valid).toBe(true);
        last.set(findSigner(site, token), { token, until: now + lifetime });
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

/** Which of all secrets that were ever in the account signed the token. */
function findSigner({ fake }: World, token: string): string {
  const texts = [...fake.secrets.all.get(NAME)!.versions.values()].map(({ content }) => content);
  const secrets = new Set(texts.flatMap((text) => String(text).split(',')));
  return [...secrets].find((secret) => checkToken(token, { secret, now: 0 }).valid)!;
}

/** A token that is issued now. */
export function tokenSignedWith(secret: string, { clock }: World, maxAge = WEEK): string {
  return generateToken('ada', { secret, now: clock.now(), maxAge });
}
