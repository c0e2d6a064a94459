import { describe, expect, it } from 'vitest';
import {
  createPageRequest,
  createTestUser,
  signTestToken,
} from '../../../../../build/aws/live/test-event.js';
import { resolveConfig } from '../../../../../build/config/resolve.js';
import { generateSecret } from '../../../../../signer/index.js';

const NOW = 1_800_000_000;

describe('createPageRequest', () => {
  it('asks for a path that is not public', () => {
    const config = resolveConfig({ publicPaths: ['/zz/*'] });
    const { request } = createPageRequest(config);
    expect(request.uri).toMatch(/^\/(?!zz)\w+\/page$/);
    expect(request.cookies).toEqual({});
  });

  it('puts the token into the configured cookie', () => {
    const { request } = createPageRequest(resolveConfig({ cookieName: 'session' }), 'a:1:b');
    expect(request.cookies).toEqual({ session: { value: 'a:1:b' } });
  });

  it('refuses a configuration without protected paths', () => {
    expect(() => createPageRequest(resolveConfig({ publicPaths: ['/*'] }))).toThrow('publicPaths');
  });
});

describe('signTestToken', () => {
  it('signs a token that expires after 10 minutes', () => {
    const [user, expiry] = signTestToken(generateSecret(), NOW).split(':');
    expect({ user, expiry }).toEqual({ user: 'pocket-spa-auth-test', expiry: `${NOW + 600}` });
  });
});

describe('createTestUser', () => {
  it('gives another user id each time', () => {
    const users = Array.from({ length: 50 }, () => createTestUser('doctor'));
    expect(new Set(users).size).toBe(50);
    expect(users[0]).toMatch(/^pocket-spa-auth-doctor-[0-9a-f]{8}$/);
  });
});
