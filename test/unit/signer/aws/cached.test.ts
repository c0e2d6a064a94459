import { describe, expect, it, vi } from 'vitest';
import { type SecretsManagerLike, secretsManagerKeyRing } from '../../../../signer/aws.js';
import { closedPort } from '../../../fakes/backend.js';
import { fault, raw } from '../../../fakes/secrets-manager.js';
import { clientFor, SECRET_ID, SECRETS, secretsOf, useSecretsManager } from './fixtures.js';

const aws = useSecretsManager();
const { old, current } = SECRETS;
const EACH_ONCE = ['AWSPENDING', 'AWSCURRENT', 'AWSPREVIOUS'];

/** A key ring with a clock of its own. */
function start(options: object = {}) {
  const clock = { now: 1_000 };
  const now = () => clock.now;
  const keys = secretsManagerKeyRing({ secretId: SECRET_ID, client: aws.client, now, ...options });
  return { clock, ...keys };
}

describe('a cached key ring', () => {
  it('is read again after 300 seconds, and follows a rotation', async () => {
    aws.server.hold({ AWSCURRENT: old });
    const { get, clock } = start();
    const first = await get();
    aws.server.hold({ AWSCURRENT: current, AWSPREVIOUS: old });
    clock.now += 299;
    expect(await get()).toBe(first);
    expect(aws.server.asked).toEqual(EACH_ONCE);
    clock.now += 1;
    expect(secretsOf(await get())).toEqual({ signs: 'current', verify: ['old', 'current'] });
    expect(aws.server.asked).toEqual([...EACH_ONCE, ...EACH_ONCE]);
  });

  it('is cached for ttl seconds, and not at all with a ttl of 0', async () => {
    aws.server.hold({ AWSCURRENT: current });
    const long = start({ ttl: 3_600 });
    await long.get();
    long.clock.now += 3_599;
    await long.get();
    expect(aws.server.asked).toHaveLength(3);
    const none = start({ ttl: 0 });
    await none.get();
    await none.get();
    expect(aws.server.asked).toHaveLength(9);
  });

  it('is read again after the clock was set back', async () => {
    aws.server.hold({ AWSCURRENT: old });
    const { get, clock } = start();
    await get();
    aws.server.hold({ AWSCURRENT: current });
    clock.now -= 1;
    expect(secretsOf(await get()).signs).toBe('current');
  });

  it('uses the clock by default', async () => {
    aws.server.hold({ AWSCURRENT: current });
    const clock = vi.spyOn(Date, 'now').mockReturnValue(1_800_000_000_000);
    const { get } = start({ now: undefined });
    await get();
    clock.mockReturnValue(1_800_000_299_999);
    await get();
    expect(aws.server.asked).toHaveLength(3);
    clock.mockReturnValue(1_800_000_300_000);
    await get();
    expect(aws.server.asked).toHaveLength(6);
  });

  it('is read once for concurrent callers', async () => {
    aws.server.hold({ AWSCURRENT: current });
    const { get, clock } = start();
    for (const rounds of [1, 2]) {
      const rings = await Promise.all(Array.from({ length: 50 }, get));
      expect(new Set(rings).size).toBe(1);
      expect(aws.server.asked).toHaveLength(rounds * EACH_ONCE.length);
      clock.now += 300;
    }
  });
});

describe('a key ring that cannot be read again stays in use', () => {
  it.each([
    ['a refused connection', async () => clientFor(`http://127.0.0.1:${await closedPort()}`)],
    ['throttling', async () => aws.server.answerWith(fault(400, 'ThrottlingException'))],
    [
      'an error of the service',
      async () => aws.server.answerWith(fault(500, 'InternalServiceError')),
    ],
    ['a page of a proxy', async () => aws.server.answerWith(raw(502, '<html>'))],
    ['half an answer', async () => aws.server.answerWith(raw(200, `{"SecretString":"${current}`))],
    ['a cut connection', async () => aws.server.answerWith((response) => response.destroy())],
    ['a secret that is gone', async () => aws.server.hold({})],
    ['a secret that is not usable', async () => aws.server.hold({ AWSCURRENT: `${current}zz` })],
  ])('after %s', async (_, fail) => {
    aws.server.hold({ AWSCURRENT: old });
    let client = aws.client;
    const through: SecretsManagerLike = {
      getSecretValue: (input, options) => client.getSecretValue(input, options),
    };
    const { get, clock } = start({ client: through });
    const ring = await get();
    client = (await fail()) ?? client;
    clock.now += 300;
    expect(await get()).toBe(ring);
    expect(aws.warnings).toHaveLength(1);
    if (client !== aws.client) {
      client.destroy();
    }
  });

  it('warns once, and again only after it has worked', async () => {
    aws.server.hold({ AWSCURRENT: old });
    const { get, clock } = start();
    await get();
    aws.server.answerWith(fault(400, 'ThrottlingException'));
    for (let i = 0; i < 5; i++) {
      clock.now += 300;
      await Promise.all([get(), get()]);
    }
    expect(aws.warnings).toEqual([
      {
        text: expect.stringMatching(
          /^The version AWSPENDING of the secret shop\/dev could not be read: ThrottlingException, status 400\. .* stays in use; the next attempt is in 30 seconds\.$/,
        ),
        options: { type: 'SpaAuthWarning', code: 'SPA_AUTH_AWS_STALE' },
      },
    ]);

    aws.server.answerWith();
    aws.server.hold({ AWSCURRENT: current });
    clock.now += 300;
    expect(secretsOf(await get()).signs).toBe('current');
    aws.server.answerWith(fault(500, 'InternalServiceError'));
    clock.now += 300;
    expect(secretsOf(await get()).signs).toBe('current');
    expect(aws.warnings).toHaveLength(2);
  });

  it.each([
    [300, 30],
    [10, 10],
  ])('with a ttl of %i is tried again after %i seconds', async (ttl, retry) => {
    aws.server.hold({ AWSCURRENT: old });
    const { get, clock } = start({ ttl });
    await get();
    aws.server.answerWith(fault(500, 'InternalServiceError'));
    clock.now += ttl;
    await get();
    aws.server.answerWith();
    aws.server.hold({ AWSCURRENT: current });
    clock.now += retry - 1;
    expect(secretsOf(await get()).signs).toBe('old');
    clock.now += 1;
    expect(secretsOf(await get()).signs).toBe('current');
  });

  it('after AWS has not answered within 5 seconds', async () => {
    aws.server.hold({ AWSCURRENT: old });
    const passing = new AbortController();
    const deadline = vi.spyOn(AbortSignal, 'timeout');
    const { get, clock } = start();
    const ring = await get();
    deadline.mockReturnValue(passing.signal);
    aws.server.answerWith(() => passing.abort());
    clock.now += 300;
    expect(await get()).toBe(ring);
    expect(deadline.mock.calls).toEqual([[5_000], [5_000]]);
    expect(aws.warnings).toHaveLength(1);
  });
});

it('a first reading that fails is tried again by the next caller', async () => {
  const { get } = start();
  await expect(get()).rejects.toMatchObject({ code: 'ERR_SPA_AUTH_AWS_READ' });
  aws.server.hold({ AWSCURRENT: current });
  expect(secretsOf(await get()).signs).toBe('current');
  expect(aws.warnings).toEqual([]);
});
