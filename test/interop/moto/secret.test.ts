import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { type AwsClients, createAwsClients } from '../../../build/aws/clients.js';
import {
  createSecret,
  moveCurrentLabel,
  putSecret,
  readSecret,
  removeLabel,
  type SecretLocation,
} from '../../../build/aws/resources/secrets-manager.js';
import { stubEnvironment } from '../../unit/build/aws/world.js';
import { TOOLS } from '../tools/tools.js';
import { useMoto } from './moto.js';
import { START } from './server.js';

const OLD = '01d5ec7e7a'.repeat(8);

const NEW = '5ec7e7b0b0'.repeat(8);

const PLAIN: SecretLocation = { secretId: 'shop/dev', secretKey: undefined, secretPath: [] };

const IN_JSON: SecretLocation = {
  ...PLAIN,
  secretKey: 'SPA_TOKEN_SECRET',
  secretPath: ['a', 'dev'],
};

describe.runIf(TOOLS.moto)('a secret on moto', () => {
  const moto = useMoto();
  let aws: AwsClients;

  beforeEach(async () => {
    stubEnvironment(moto.url);
    aws = await createAwsClients({ region: 'eu-west-1' });
  });

  const current = async (place = PLAIN) => (await readSecret(aws, place))!;
  const put = async (id: string, secrets: readonly string[], place = PLAIN) =>
    putSecret(aws, place, { id, secrets, base: await current(place) });
  const textAt = async (VersionStage: string) =>
    (await aws.secretsManager.getSecretValue({ SecretId: PLAIN.secretId, VersionStage }))
      .SecretString;

  it('is undefined before it is created, and is read afterwards', async () => {
    expect(await readSecret(aws, PLAIN)).toBeUndefined();
    await createSecret(aws, PLAIN, [OLD]);
    expect(await current()).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      labels: ['AWSCURRENT'],
      createdAt: START,
      secrets: [OLD],
      text: OLD,
    });
    expect(await readSecret(aws, PLAIN, 'AWSPREVIOUS')).toBeUndefined();
  });

  it('is created only once', async () => {
    await createSecret(aws, PLAIN, [OLD]);
    await expect(createSecret(aws, PLAIN, [NEW])).rejects.toMatchObject({
      fault: 'conflict',
      reason: 'ResourceExistsException',
    });
    expect(await textAt('AWSCURRENT')).toBe(OLD);
  });

  it('gets a version with its own creation time and keeps the previous version', async () => {
    await createSecret(aws, PLAIN, [OLD]);
    const before = await current();
    await moto.setClock(START + 60);
    const id = randomUUID();
    await put(id, [NEW, OLD]);
    const after = { id, labels: ['AWSCURRENT'], createdAt: START + 60, secrets: [NEW, OLD] };
    expect(await current()).toMatchObject(after);
    expect(await readSecret(aws, PLAIN, { id })).toMatchObject(after);
    const previous = { ...before, labels: ['AWSPREVIOUS'] };
    expect(await readSecret(aws, PLAIN, 'AWSPREVIOUS')).toEqual(previous);
    expect(await readSecret(aws, PLAIN, { id: before.id })).toEqual(previous);
    expect(await readSecret(aws, PLAIN, { id: randomUUID() })).toBeUndefined();
  });

  it('stores a version only once if the request is repeated', async () => {
    await createSecret(aws, PLAIN, [OLD]);
    const base = await current();
    const version = { id: randomUUID(), base, secrets: [NEW] };
    await putSecret(aws, PLAIN, version);
    await moto.setClock(START + 60);
    await putSecret(aws, PLAIN, version);
    expect(await current()).toMatchObject({ id: version.id, createdAt: START });
    expect(await textAt('AWSPREVIOUS')).toBe(OLD);
    await expect(putSecret(aws, PLAIN, { ...version, secrets: [OLD] })).rejects.toMatchObject({
      fault: 'conflict',
    });
    expect(await textAt('AWSCURRENT')).toBe(NEW);
  });

  it('keeps a pending version until it is made current', async () => {
    await createSecret(aws, PLAIN, [OLD]);
    const base = await current();
    const id = randomUUID();
    await putSecret(aws, PLAIN, { id, secrets: [NEW], base, labels: ['AWSPENDING'] });
    expect(await textAt('AWSCURRENT')).toBe(OLD);
    expect(await readSecret(aws, PLAIN, 'AWSPENDING')).toMatchObject({ id, secrets: [NEW] });

    await moveCurrentLabel(aws, PLAIN, { from: base.id, to: id });
    expect(await textAt('AWSCURRENT')).toBe(NEW);
    expect(await textAt('AWSPREVIOUS')).toBe(OLD);
    await expect(moveCurrentLabel(aws, PLAIN, { from: base.id, to: id })).rejects.toMatchObject({
      fault: 'refused',
      reason: 'InvalidParameterException',
    });

    await removeLabel(aws, PLAIN, 'AWSPREVIOUS', base.id);
    await removeLabel(aws, PLAIN, 'AWSPENDING', id);
    expect(await readSecret(aws, PLAIN, 'AWSPREVIOUS')).toBeUndefined();
    expect(await readSecret(aws, PLAIN, 'AWSPENDING')).toBeUndefined();
    expect(await current()).toMatchObject({ id, labels: ['AWSCURRENT'] });
    await expect(removeLabel(aws, PLAIN, 'AWSPENDING', id)).rejects.toMatchObject({
      fault: 'refused',
      reason: 'InvalidParameterException',
    });
  });

  it('can be one field of a JSON text, whose other fields do not change', async () => {
    const fields = { b: [1, null, 'é'], a: { prd: { SPA_TOKEN_SECRET: 'of another stage' } } };
    const put2 = { SPA_TOKEN_SECRET: OLD, url: 'x' };
    await aws.secretsManager.createSecret({
      Name: IN_JSON.secretId,
      SecretString: JSON.stringify({ ...fields, a: { ...fields.a, dev: put2 } }),
    });
    expect((await current(IN_JSON)).secrets).toEqual([OLD]);
    await put(randomUUID(), [NEW, OLD], IN_JSON);
    expect(JSON.parse((await textAt('AWSCURRENT'))!)).toEqual({
      ...fields,
      a: { ...fields.a, dev: { SPA_TOKEN_SECRET: `${NEW},${OLD}`, url: 'x' } },
    });
  });

  it('is created as JSON if it is a field', async () => {
    await createSecret(aws, IN_JSON, [OLD]);
    expect(JSON.parse((await textAt('AWSCURRENT'))!)).toEqual({
      a: { dev: { SPA_TOKEN_SECRET: OLD } },
    });
    expect((await current(IN_JSON)).secrets).toEqual([OLD]);
  });

  it('is refused if it is binary', async () => {
    const SecretBinary = new Uint8Array([0, 255]);
    await aws.secretsManager.createSecret({ Name: PLAIN.secretId, SecretBinary });
    await expect(readSecret(aws, PLAIN)).rejects.toMatchObject({ code: 'ERR_SECRET' });
  });

  it('does not exist in another region', async () => {
    await createSecret(aws, PLAIN, [OLD]);
    expect(
      await readSecret(await createAwsClients({ region: 'us-east-1' }), PLAIN),
    ).toBeUndefined();
  });
});
