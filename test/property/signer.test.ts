import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneShotHmac, streamHmac } from '../../signer/hmac.js';
import {
  checkToken,
  generateToken,
  loginCookieValue,
  readTokenCookie,
  safeNext,
} from '../../signer/index.js';

// A fixed seed: the same cases on every run.
fc.configureGlobal({ seed: 20261120, numRuns: 500 });

const SECRET = '0123456789abcdef'.repeat(4);
const options = { secret: SECRET, now: 1_000 };

const userId = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 256 })
  .map((text) => text.replace(/[:\x00-\x1f\x7f\ud800-\udfff]/gu, '_'));
const secret = fc
  .uint8Array({ minLength: 16, maxLength: 128 })
  .map((bytes) => Buffer.from(bytes).toString('hex'));
const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: fc.constantFrom(...'";\\%:=, 0a~'), maxLength: 300 }),
  fc.array(fc.nat(0xffff), { maxLength: 100 }).map((units) => String.fromCharCode(...units)),
);

describe('a token', () => {
  it('verifies with its user id and expiry, whatever they are', () => {
    fc.assert(
      fc.property(userId, secret, fc.nat(10 ** 11), fc.nat(315_360_000), (id, key, now, maxAge) => {
        const token = generateToken(id, { secret: key, now, maxAge });
        const expiry = now + maxAge;
        const claim = `${id}:${expiry}`;
        const mac = createHmac('sha256', Buffer.from(key, 'hex')).update(claim).digest('hex');
        expect(token).toBe(`${claim}:${mac}`);
        const result = checkToken(token, { secret: key, now });
        expect(result).toEqual({ valid: true, userId: id, expiry });
      }),
    );
  });

  it('is read from a Cookie header with other cookies', () => {
    const other = fc.string({ unit: fc.constantFrom(...'ab=%"\\ '), maxLength: 20 });
    fc.assert(
      fc.property(userId, other, other, (id, before, after) => {
        fc.pre(id.length < 100);
        const token = generateToken(id, options);
        const pair = loginCookieValue(token).split(';', 1)[0];
        const result = readTokenCookie(`x${before}; ${pair}; x${after}`, options);
        expect(result).toEqual({ valid: true, userId: id, expiry: 605_800 });
      }),
    );
  });

  it('is refused under another secret', () => {
    fc.assert(
      fc.property(userId, secret, (id, key) => {
        fc.pre(key !== SECRET);
        const token = generateToken(id, options);
        const refused = { valid: false, reason: 'bad_signature' };
        expect(checkToken(token, { ...options, secret: key })).toEqual(refused);
      }),
    );
  });
});

describe('hostile input', () => {
  it('is refused and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), hostileText), (input) => {
        expect(checkToken(input, options).valid).toBe(false);
        expect(readTokenCookie(typeof input === 'string' ? input : '', options).valid).toBe(false);
        expect(typeof safeNext(input)).toBe('string');
      }),
    );
  });

  it('in the token cookie is refused and never throws', () => {
    fc.assert(
      fc.property(hostileText, (input) => {
        const result = readTokenCookie(`pocket-spa-token=${input}`, options);
        expect(result.valid).toBe(false);
        expect(result).not.toHaveProperty('reason', 'missing');
      }),
    );
  });
});

it('a safe next resolves to an allowed origin', () => {
  const pieces = fc.constantFrom(
    ...['/', '\\', '.', '..', '//', '%2e', '%2f', '%5c', '@', ':', '?', '#', 'evil.example', 'a'],
    ...['https:', 'http://', 'https://app.example', '\t', '\n', ' ', ';', 'é', '\u3002', '\uff0f'],
  );
  const next = fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join(''));
  const site = 'https://site.example/login';
  fc.assert(
    fc.property(next, fc.boolean(), (text, allowsApp) => {
      const allowedOrigins = allowsApp ? ['https://app.example'] : [];
      const result = safeNext(text, { fallback: '/fallback', allowedOrigins });
      expect(['https://site.example', ...allowedOrigins]).toContain(new URL(result, site).origin);
      expect(result).toMatch(/^(?:\/(?![/\\])|https:\/\/app\.example)[\x20-\x7e]*$/);
      expect(safeNext(result, { fallback: '/fallback', allowedOrigins })).toBe(result);
    }),
    { numRuns: 5_000 },
  );
});

it('both HMAC implementations agree', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 16, maxLength: 128 }),
      fc.string({ unit: 'binary', maxLength: 1_100 }),
      (bytes, text) => {
        const key = Buffer.from(bytes);
        expect(oneShotHmac(key)(text)).toBe(streamHmac(key)(text));
      },
    ),
  );
});
