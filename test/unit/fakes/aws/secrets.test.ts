import { describe, expect, test } from 'vitest';
import { refusalOf, start } from './clients.js';

const token = (sign: string) => sign.repeat(32);

const DAY = 86_400;

/** A secret with three versions: `a` is AWSPREVIOUS, `b` is AWSCURRENT, `c` is AWSPENDING. */
async function startWithSecret() {
  const clients = await start();
  const { secrets } = clients;
  const SecretId = 'app/token';
  await secrets.createSecret({
    Name: SecretId,
    SecretString: 'one',
    ClientRequestToken: token('a'),
  });
  await secrets.putSecretValue({
    SecretId,
    SecretString: 'two',
    ClientRequestToken: token('b'),
  });
  await secrets.putSecretValue({
    SecretId,
    SecretString: 'three',
    ClientRequestToken: token('c'),
    VersionStages: ['AWSPENDING'],
  });
  const labels = async () => (await secrets.describeSecret({ SecretId })).VersionIdsToStages;
  return { ...clients, SecretId, labels };
}

describe('a secret', () => {
  test('is made once, by name, and read by name or ARN', async () => {
    const { secrets } = await start();
    const made = await secrets.createSecret({ Name: 'app/token', SecretString: 'one' });
    expect(made.ARN).toMatch(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:app\/token-/);
    expect(made.VersionId).toHaveLength(36);
    const got = await secrets.getSecretValue({ SecretId: made.ARN });
    expect(got).toMatchObject({
      Name: 'app/token',
      SecretString: 'one',
      VersionId: made.VersionId,
      VersionStages: ['AWSCURRENT'],
      CreatedDate: new Date(1_800_000_000_000),
    });
    const again = secrets.createSecret({ Name: 'app/token', SecretString: 'two' });
    expect(await refusalOf(again)).toBe('ResourceExistsException 400');
    expect(await refusalOf(secrets.getSecretValue({ SecretId: 'other' }))).toBe(
      'ResourceNotFoundException 400',
    );
  });

  test('holds bytes as well as text, and one of them', async () => {
    const { secrets } = await start();
    const SecretBinary = new Uint8Array([0, 255]);
    await secrets.createSecret({ Name: 'bytes', SecretBinary });
    const got = await secrets.getSecretValue({ SecretId: 'bytes' });
    expect([...got.SecretBinary!]).toEqual([0, 255]);
    expect(got.SecretString).toBeUndefined();
    const both = secrets.createSecret({ Name: 'both', SecretBinary, SecretString: 'x' });
    expect(await refusalOf(both)).toBe('InvalidParameterException 400');
    const neither = secrets.putSecretValue({ SecretId: 'bytes' });
    expect(await refusalOf(neither)).toBe('InvalidRequestException 400');
  });

  test('without a value has no current version', async () => {
    const { secrets } = await start();
    await secrets.createSecret({ Name: 'empty' });
    expect(await refusalOf(secrets.getSecretValue({ SecretId: 'empty' }))).toBe(
      'ResourceNotFoundException 400',
    );
    const put = await secrets.putSecretValue({
      SecretId: 'empty',
      SecretString: 'one',
      VersionStages: ['AWSPENDING'],
    });
    expect(put.VersionStages).toEqual(['AWSCURRENT', 'AWSPENDING']);
  });

  test('a new value takes AWSCURRENT and leaves AWSPREVIOUS', async () => {
    const { secrets, SecretId, labels } = await startWithSecret();
    expect(await labels()).toEqual({
      [token('a')]: ['AWSPREVIOUS'],
      [token('b')]: ['AWSCURRENT'],
      [token('c')]: ['AWSPENDING'],
    });
    const read = async (by: object) =>
      (await secrets.getSecretValue({ SecretId, ...by })).SecretString;
    expect(await read({})).toBe('two');
    expect(await read({ VersionStage: 'AWSPREVIOUS' })).toBe('one');
    expect(await read({ VersionId: token('c') })).toBe('three');
    const mixed = { SecretId, VersionId: token('c'), VersionStage: 'AWSCURRENT' };
    expect(await refusalOf(secrets.getSecretValue(mixed))).toBe('InvalidRequestException 400');
  });

  test('the same token is a second try, and brings the same value', async () => {
    const { aws, secrets, SecretId, labels } = await startWithSecret();
    const before = await labels();
    const put = (SecretString: string) =>
      secrets.putSecretValue({ SecretId, SecretString, ClientRequestToken: token('b') });
    expect(await put('two')).toMatchObject({
      VersionId: token('b'),
      VersionStages: ['AWSCURRENT'],
    });
    expect(await refusalOf(put('other'))).toBe('ResourceExistsException 400');
    const create = (SecretString: string) =>
      secrets.createSecret({ Name: SecretId, SecretString, ClientRequestToken: token('b') });
    expect((await create('two')).VersionId).toBe(token('b'));
    expect(await refusalOf(create('other'))).toBe('ResourceExistsException 400');
    expect(await labels()).toEqual(before);
    expect(aws.secrets.all.get(SecretId)?.versions.size).toBe(3);
    const short = { SecretId, SecretString: 'x', ClientRequestToken: 'a'.repeat(31) };
    expect(await refusalOf(secrets.putSecretValue(short))).toBe('InvalidParameterException 400');
  });

  test('a label moves, and AWSPREVIOUS follows AWSCURRENT', async () => {
    const { secrets, SecretId, labels } = await startWithSecret();
    const move = (VersionStage: string, ids: object) =>
      refusalOf(secrets.updateSecretVersionStage({ SecretId, VersionStage, ...ids }));
    const to = { MoveToVersionId: token('c') };
    expect(await move('AWSCURRENT', to)).toBe('InvalidParameterException 400');
    expect(await move('AWSCURRENT', { ...to, RemoveFromVersionId: token('a') })).toBe(
      'InvalidParameterException 400',
    );
    expect(await move('AWSCURRENT', { RemoveFromVersionId: token('b') })).toBe(
      'InvalidParameterException 400',
    );
    expect(await move('AWSCURRENT', { ...to, RemoveFromVersionId: token('b') })).toBe(
      'not refused',
    );
    expect(await labels()).toEqual({
      [token('b')]: ['AWSPREVIOUS'],
      [token('c')]: ['AWSPENDING', 'AWSCURRENT'],
    });
    expect(await move('AWSPENDING', { RemoveFromVersionId: token('c') })).toBe('not refused');
    expect(await move('mine', { MoveToVersionId: token('a') })).toBe('not refused');
    expect(await labels()).toEqual({
      [token('a')]: ['mine'],
      [token('b')]: ['AWSPREVIOUS'],
      [token('c')]: ['AWSCURRENT'],
    });
  });

  test('deleted, it can be restored until its day', async () => {
    const { aws, secrets, SecretId } = await startWithSecret();
    const read = () => refusalOf(secrets.getSecretValue({ SecretId }));
    const gone = await secrets.deleteSecret({ SecretId, RecoveryWindowInDays: 7 });
    expect(gone.DeletionDate).toEqual(new Date((1_800_000_000 + 7 * DAY) * 1000));
    expect(await read()).toBe('InvalidRequestException 400');
    expect((await secrets.describeSecret({ SecretId })).DeletedDate).toEqual(
      new Date(1_800_000_000_000),
    );
    const create = () => refusalOf(secrets.createSecret({ Name: SecretId, SecretString: 'x' }));
    expect(await create()).toBe('InvalidRequestException 400');
    expect(await refusalOf(secrets.deleteSecret({ SecretId }))).toBe('InvalidRequestException 400');
    await secrets.restoreSecret({ SecretId });
    expect(await read()).toBe('not refused');
    await secrets.deleteSecret({ SecretId, RecoveryWindowInDays: 7 });
    await aws.clock.advance(7 * DAY);
    expect(await read()).toBe('ResourceNotFoundException 400');
    expect(await create()).toBe('not refused');
  });

  test('deleted by force, it is gone at once', async () => {
    const { secrets, SecretId } = await startWithSecret();
    const ForceDeleteWithoutRecovery = true;
    const both = { SecretId, ForceDeleteWithoutRecovery, RecoveryWindowInDays: 7 };
    expect(await refusalOf(secrets.deleteSecret(both))).toBe('InvalidParameterException 400');
    expect(await refusalOf(secrets.deleteSecret({ SecretId, RecoveryWindowInDays: 6 }))).toBe(
      'InvalidParameterException 400',
    );
    await secrets.deleteSecret({ SecretId, ForceDeleteWithoutRecovery });
    expect(await refusalOf(secrets.getSecretValue({ SecretId }))).toBe(
      'ResourceNotFoundException 400',
    );
  });

  test('put by hand is there like any other', async () => {
    const { aws, secrets } = await start();
    aws.secrets.put('planted', 'one');
    aws.secrets.put('planted', 'two');
    const got = await secrets.getSecretValue({ SecretId: 'planted', VersionStage: 'AWSPREVIOUS' });
    expect(got.SecretString).toBe('one');
    expect(aws.secrets.read('planted')).toBe('two');
  });
});
