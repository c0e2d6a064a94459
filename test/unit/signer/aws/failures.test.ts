import { describe, expect, it } from 'vitest';
import { secretsManagerKeyRing } from '../../../../signer/aws.js';
import { closedPort } from '../../../fakes/backend.js';
import { fault, raw } from '../../../fakes/secrets-manager.js';
import {
  clientFor,
  expectNoSecret,
  rejectionOf,
  SECRET_ID,
  SECRETS,
  useSecretsManager,
} from './fixtures.js';

const aws = useSecretsManager();
const { current, old } = SECRETS;
const json = (value: object) => JSON.stringify(value);

const failureOf = (options: object = {}) =>
  rejectionOf(secretsManagerKeyRing({ secretId: SECRET_ID, client: aws.client, ...options }).get());

describe('a secret that cannot be read', () => {
  it.each([
    ['AccessDeniedException', 400],
    ['ThrottlingException', 400],
    ['DecryptionFailure', 400],
    ['InternalServiceError', 500],
  ])('is reported with the error of the service: %s', async (type, status) => {
    aws.server.answerWith(fault(status, type));
    expect(await failureOf()).toMatchObject({
      code: 'ERR_SPA_AUTH_AWS_READ',
      message: expect.stringMatching(
        new RegExp(`of the secret shop/dev could not be read: ${type}, status ${status}\\. Check `),
      ),
    });
  });

  it('is reported if it does not exist', async () => {
    expect(await failureOf()).toMatchObject({
      code: 'ERR_SPA_AUTH_AWS_READ',
      message: expect.stringContaining(
        'The version AWSCURRENT of the secret shop/dev could not be read: ResourceNotFoundException',
      ),
    });
  });

  it('is reported if nothing listens on the endpoint', async () => {
    const client = clientFor(`http://127.0.0.1:${await closedPort()}`);
    const error = await failureOf({ client });
    expect(error.code).toBe('ERR_SPA_AUTH_AWS_READ');
    expect(error.message).toContain('could not be read: ECONNREFUSED.');
    client.destroy();
  });

  it('is reported without the response that the SDK quotes', async () => {
    aws.server.answerWith(raw(200, `{"SecretString":x${current}`));
    expect((await failureOf()).message).toContain('could not be read: SyntaxError, status 200.');
    const quoting = await aws.client
      .getSecretValue({ SecretId: SECRET_ID })
      .catch((error) => error);
    expect(() => expectNoSecret(quoting)).toThrow('current is shown');
  });

  it.each([
    new Error(current),
    Object.assign(new Error(current), { name: current, code: current }),
    { name: 'Error name', $metadata: { httpStatusCode: current } },
    current,
    null,
    undefined,
  ])('is reported without the message that a client throws (%#)', async (thrown) => {
    const client = {
      getSecretValue() {
        throw thrown;
      },
    };
    expect((await failureOf({ client })).code).toBe('ERR_SPA_AUTH_AWS_READ');
  });
});

describe('a secret that cannot be used', () => {
  it.each<[string, string | Uint8Array, RegExp]>([
    ['binary data', Buffer.from(current), /holds binary data/],
    ['JSON that is cut off', `{"SPA_TOKEN_SECRET":"${current}"`, /is not JSON/],
    ['JSON with more behind it', `{}${current}`, /is not JSON/],
    ['JSON without the field', json({ token: current }), /has no field SPA_TOKEN_SECRET/],
    ['JSON with an inherited field only', '{}', /has no field toString/],
    ['a number in the field', json({ SPA_TOKEN_SECRET: 5 }), /holds a whole number as SPA_TOKEN/],
    ['an object in the field', json({ SPA_TOKEN_SECRET: { a: current } }), /holds an object as/],
    ['null in the field', json({ SPA_TOKEN_SECRET: null }), /holds null as/],
    ['a JSON list', json([current]), /Secret 1 of 1 is not usable/],
    ['no digits', json({ SPA_TOKEN_SECRET: '' }), /Secret 1 of 1 is not usable: it has 0 digits/],
    [
      'a typo',
      `${current.slice(1)}x`,
      /Secret 1 of 1 is not usable: at least one of its 64 characters/,
    ],
    ['a typo behind a good one', `${old},${current}x`, /Secret 2 of 2 is not usable/],
    ['too many', Object.values(SECRETS).join(), /holds 6 secrets/],
  ])('is reported with the reason: %s', async (_, held, message) => {
    aws.server.hold({ AWSCURRENT: held });
    const key = message.source.includes('toString') ? 'toString' : undefined;
    const error = await failureOf({ key });
    expect(error.code).toBe('ERR_SPA_AUTH_AWS_VALUE');
    expect(error.message).toMatch(/^The version AWSCURRENT of the secret shop\/dev /);
    expect(error.message).toMatch(message);
  });

  it.each([
    ['a path leads to nothing', { dev: {} }, /has no field SPA_TOKEN_SECRET/],
    ['a path leads to text', { dev: { shop: current } }, /has no field SPA_TOKEN_SECRET/],
    ['a path leads to a list', { dev: { shop: [current] } }, /has no field SPA_TOKEN_SECRET/],
    ['a path leads through text', { dev: current }, /has no field SPA_TOKEN_SECRET/],
  ])('is reported if %s', async (_, held, message) => {
    aws.server.hold({ AWSCURRENT: json(held) });
    expect(await failureOf({ path: ['dev', 'shop'] })).toMatchObject({
      code: 'ERR_SPA_AUTH_AWS_VALUE',
      message: expect.stringMatching(message),
    });
  });

  it('is reported if a path is given for plain text', async () => {
    aws.server.hold({ AWSCURRENT: current });
    expect(await failureOf({ path: ['dev'] })).toMatchObject({
      code: 'ERR_SPA_AUTH_AWS_VALUE',
      message: expect.stringContaining('is plain text'),
    });
  });

  it.each(['AWSPENDING', 'AWSPREVIOUS'] as const)(
    'makes the ring unusable as %s too, even beyond the fourth secret',
    async (label) => {
      const ring = [current, SECRETS.next, SECRETS.spare, SECRETS.other].join();
      for (const held of [`${old}x`, `${old},`, '', Buffer.from(old), `{"SPA_TOKEN_SECRET":`]) {
        aws.server.hold({ AWSCURRENT: ring, [label]: held });
        const error = await failureOf();
        expect(error.code).toBe('ERR_SPA_AUTH_AWS_VALUE');
        expect(error.message).toContain(`The version ${label} of the secret shop/dev`);
      }
    },
  );
});
