import { describe, expect, it, vi } from 'vitest';
import { loadEnv } from '../../../../signer/aws.js';
import { verifyToken } from '../../../../signer/index.js';
import { fault } from '../../../fakes/secrets-manager.js';
import { tokenOf } from '../fixtures.js';
import { rejectionOf, SECRET_ID, SECRETS, useSecretsManager } from './fixtures.js';

const aws = useSecretsManager();
const { current } = SECRETS;
const json = (value: object) => JSON.stringify(value);
const load = (options: object) => loadEnv({ secretId: SECRET_ID, client: aws.client, ...options });

describe('loadEnv', () => {
  it('loads all fields of AWSCURRENT into the environment', async () => {
    aws.server.hold({
      AWSCURRENT: json({ SPA_TOKEN_SECRET: current, DB_PORT: 5432, DEBUG: false, EMPTY: '' }),
      AWSPREVIOUS: json({ GONE: 'x' }),
    });
    const env = { POCKET_STAGE: 'dev' };
    expect(await load({ env })).toEqual(['SPA_TOKEN_SECRET', 'DB_PORT', 'DEBUG', 'EMPTY']);
    expect(env).toEqual({
      POCKET_STAGE: 'dev',
      SPA_TOKEN_SECRET: current,
      DB_PORT: '5432',
      DEBUG: 'false',
      EMPTY: '',
    });
    expect(aws.server.asked).toEqual(['AWSCURRENT']);
  });

  it('sets the secret that the signer reads from process.env', async () => {
    vi.stubEnv('POCKET_STAGE', 'dev');
    vi.stubEnv('SPA_TOKEN_SECRET', '');
    aws.server.hold({ AWSCURRENT: current });
    expect(await load({ secretId: 'shop/{stage}' })).toEqual(['SPA_TOKEN_SECRET']);
    expect(verifyToken(tokenOf('ada', 1, current), { now: 0 })).toBe('ada');
  });

  it.each([{}, { POCKET_STAGE: '' }])('does nothing if no stage is set (%#)', async (env) => {
    aws.server.hold({ AWSCURRENT: json({ A: '1' }) });
    expect(await load({ env, secretId: 'shop/{stage}' })).toEqual([]);
    expect(aws.server.asked).toEqual([]);
    expect(Object.keys(env)).not.toContain('A');
  });

  it('uses the option "stage" and the fields under the path', async () => {
    aws.server.hold({ AWSCURRENT: json({ dev: { shop: { A: '1' } }, B: '2' }) });
    const env: Record<string, string> = {};
    expect(await load({ env, stage: 'dev', path: ['{stage}', 'shop'] })).toEqual(['A']);
    expect(env).toEqual({ A: '1' });
  });

  it('keeps variables that are set, unless overwrite is true', async () => {
    aws.server.hold({ AWSCURRENT: json({ A: '1', B: '2', toString: '3' }) });
    const env: Record<string, string> = { POCKET_STAGE: 'dev', A: 'mine', B: '' };
    expect(await load({ env })).toEqual(['B', 'toString']);
    expect(env.A).toBe('mine');
    expect(await load({ env, overwrite: true, keys: ['A'] })).toEqual(['A']);
    expect(env).toEqual({ POCKET_STAGE: 'dev', A: '1', B: '2', toString: '3' });
  });

  it('loads only the fields in "keys"', async () => {
    aws.server.hold({ AWSCURRENT: json({ A: '1', 'no-name': 'x', DEEP: { B: '2' }, C: '3' }) });
    const env = { POCKET_STAGE: 'dev' };
    expect(await load({ env, keys: ['C', 'A'] })).toEqual(['C', 'A']);
    expect(env).toEqual({ POCKET_STAGE: 'dev', A: '1', C: '3' });
  });

  it.each<[string, string | Uint8Array, RegExp, object?]>([
    ['binary data', Buffer.from(current), /holds binary data/],
    ['text that is not JSON', `{${current}`, /is not JSON/],
    ['an object', json({ A: '1', DEEP: { SECRET: current } }), /an object as the field DEEP/],
    ['a list', json({ A: '1', LIST: [current] }), /an array of length 1 as the field LIST/],
    ['null', json({ A: '1', NONE: null }), /null as the field NONE/],
    [
      'a field that is not a valid variable name',
      json({ A: '1', [current]: '2' }),
      /name is not a valid variable name/,
    ],
    ['a missing field', json({ A: '1' }), /no field B/, { keys: ['A', 'B'] }],
    ['an inherited property', json({ A: '1' }), /no field valueOf/, { keys: ['A', 'valueOf'] }],
  ])('rejects %s and sets nothing', async (_, held, message, options) => {
    aws.server.hold({ AWSCURRENT: held });
    const env = { POCKET_STAGE: 'dev' };
    const error = await rejectionOf(load({ env, ...options }));
    expect(error.code).toBe('ERR_SPA_AUTH_AWS_VALUE');
    expect(error.message).toMatch(message);
    expect(env).toEqual({ POCKET_STAGE: 'dev' });
  });

  it('rejects if the secret cannot be read', async () => {
    aws.server.answerWith(fault(400, 'AccessDeniedException'));
    const error = await rejectionOf(load({ stage: 'dev' }));
    expect(error.code).toBe('ERR_SPA_AUTH_AWS_READ');
    expect(error.message).toContain('AccessDeniedException');
  });
});
