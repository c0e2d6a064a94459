import { describe, expect, it } from 'vitest';
import { type SecretsManagerLike, secretsManagerKeyRing } from '../../../../signer/aws.js';
import { SECRET_ID, SECRETS, secretsOf, useSecretsManager } from './fixtures.js';

const aws = useSecretsManager();
const { old, current, next, spare, other, last } = SECRETS;
const json = (value: object) => JSON.stringify(value);

const ringOf = async (options: object = {}) =>
  secretsOf(
    await secretsManagerKeyRing({ secretId: SECRET_ID, client: aws.client, ...options }).get(),
  );

describe('the key ring', () => {
  it('signs with AWSCURRENT and also verifies with AWSPREVIOUS and AWSPENDING', async () => {
    aws.server.hold({ AWSPENDING: next, AWSCURRENT: current, AWSPREVIOUS: old });
    expect(await ringOf()).toEqual({ signs: 'current', verify: ['old', 'current', 'next'] });
  });

  it('ignores labels that no version has', async () => {
    aws.server.hold({ AWSCURRENT: current });
    expect(await ringOf()).toEqual({ signs: 'current', verify: ['current'] });
    aws.server.hold({ AWSCURRENT: current, AWSPREVIOUS: old });
    expect(await ringOf()).toEqual({ signs: 'current', verify: ['old', 'current'] });
    aws.server.hold({ AWSCURRENT: current, AWSPENDING: next });
    expect(await ringOf()).toEqual({ signs: 'current', verify: ['current', 'next'] });
  });

  it('leaves out repeated secrets, ignoring case and white space', async () => {
    const held = {
      AWSPENDING: current,
      AWSCURRENT: ` ${current.toUpperCase()}\n`,
      AWSPREVIOUS: old,
    };
    aws.server.hold(held);
    const keys = secretsManagerKeyRing({ secretId: SECRET_ID, client: aws.client });
    const ring = await keys.get();
    expect(secretsOf(ring)).toEqual({ signs: 'current', verify: ['old', 'current'] });
    expect(String(ring)).toBe('KeyRing(2)');
  });

  it('joins the rings of AWSCURRENT, AWSPREVIOUS and AWSPENDING, up to four secrets', async () => {
    aws.server.hold({
      AWSPENDING: `${last},${next}`,
      AWSCURRENT: `${current} , ${spare}`,
      AWSPREVIOUS: `${old},${other}`,
    });
    expect(await ringOf()).toEqual({
      signs: 'current',
      verify: ['old', 'current', 'spare', 'other'],
    });
    aws.server.hold({ AWSPENDING: `${last},${next}`, AWSCURRENT: current, AWSPREVIOUS: current });
    expect(await ringOf()).toEqual({ signs: 'current', verify: ['current', 'next', 'last'] });
  });

  it('misses no secret if a rotation ends while it is read', async () => {
    aws.server.hold({ AWSPENDING: next, AWSCURRENT: current });
    const client: SecretsManagerLike = {
      async getSecretValue(input, options) {
        const output = await aws.client.getSecretValue(input, options);
        aws.server.hold({ AWSCURRENT: next, AWSPREVIOUS: current });
        return output;
      },
    };
    expect((await ringOf({ client })).verify).toEqual(['current', 'next']);
  });
});

describe('a JSON secret', () => {
  it('holds the token secret in the field SPA_TOKEN_SECRET, beside other fields', async () => {
    aws.server.hold({
      AWSCURRENT: ` ${json({ DATABASE_URL: 'x', SPA_TOKEN_SECRET: current })}`,
      AWSPREVIOUS: json({ SPA_TOKEN_SECRET: `${old},${other}` }),
    });
    expect(await ringOf()).toEqual({ signs: 'current', verify: ['old', 'current', 'other'] });
  });

  it('may hold it in another field or under a path', async () => {
    aws.server.hold({ AWSCURRENT: json({ SPA_TOKEN_SECRET: old, token: current }) });
    expect((await ringOf({ key: 'token' })).signs).toBe('current');
    aws.server.hold({ AWSCURRENT: json({ dev: { shop: { SPA_TOKEN_SECRET: current } } }) });
    expect((await ringOf({ path: ['{stage}', 'shop'], stage: 'dev' })).signs).toBe('current');
  });

  it('may have a previous version that is plain text or lacks the field', async () => {
    aws.server.hold({ AWSCURRENT: json({ SPA_TOKEN_SECRET: current }), AWSPREVIOUS: old });
    expect((await ringOf()).verify).toEqual(['old', 'current']);
    aws.server.hold({ AWSCURRENT: json({ SPA_TOKEN_SECRET: current }), AWSPREVIOUS: '{}' });
    expect((await ringOf()).verify).toEqual(['current']);
  });
});

describe('the location of the secret', () => {
  it.each([
    [{ secretId: 'shop/{stage}', stage: 'dev' }],
    [{ secretId: (stage: string) => `shop/${stage}`, stage: 'dev' }],
    [{ secretId: 'shop/dev' }],
  ])('may contain the stage (%#)', async (options) => {
    aws.server.hold({ AWSCURRENT: current });
    expect((await ringOf(options)).signs).toBe('current');
  });
});
