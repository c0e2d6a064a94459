import { describe, expect, it } from 'vitest';
import { describeOutcome, startClients } from './clients.js';

const token = (sign: string) => sign.repeat(32);

const DAY = 86_400;

/** A secret with three versions: `a` is AWSPREVIOUS, `b` is AWSCURRENT, `c` is AWSPENDING. */
async function startWithSecret() {
  const clients = await startClients();
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
  it('is created once for each name, and read by name or ARN', async () => {
    const { secrets } = await startClients();
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
    expect(await describeOutcome(again)).toBe('ResourceExistsException 400');
    expect(await describeOutcome(secrets.getSecretValue({ SecretId: 'other' }))).toBe(
      'ResourceNotFoundException 400',
    );
  });

  it('holds either text or bytes', async () => {
    const { secrets } = await startClients();
    const SecretBinary = new Uint8Array([0, 255]);
    await secrets.createSecret({ Name: 'bytes', SecretBinary });
    const got = await secrets.getSecretValue({ SecretId: 'bytes' });
    expect([...got.SecretBinary!]).toEqual([0, 255]);
    expect(got.SecretString).toBeUndefined();
    const both = secrets.createSecret({ Name: 'both', SecretBinary, SecretString: 'x' });
    expect(await describeOutcome(both)).toBe('InvalidParameterException 400');
    const neither = secrets.putSecretValue({ SecretId: 'bytes' });
    expect(await describeOutcome(neither)).toBe('InvalidRequestException 400');
  });

  it('has no current version if it was created without a value', async () => {
    const { secrets } = await startClients();
    await secrets.createSecret({ Name: 'empty' });
    expect(await describeOutcome(secrets.getSecretValue({ SecretId: 'empty' }))).toBe(
      'ResourceNotFoundException 400',
    );
    const put = await secrets.putSecretValue({
      SecretId: 'empty',
      SecretString: 'one',
      VersionStages: ['AWSPENDING'],
    });
    expect(put.VersionStages).toEqual(['AWSCURRENT', 'AWSPENDING']);
  });

  it('moves AWSCURRENT to a new value and AWSPREVIOUS to the one before', async () => {
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
    expect(await describeOutcome(secrets.getSecretValue(mixed))).toBe(
      'InvalidRequestException 400',
    );
  });

  it('takes a call with a known token for a retry, which has to send the same value', async () => {
    const { aws, secrets, SecretId, labels } = await startWithSecret();
    const before = await labels();
    const put = (SecretString: string) =>
      secrets.putSecretValue({ SecretId, SecretString, ClientRequestToken: token('b') });
    expect(await put('two')).toMatchObject({
      VersionId: token('b'),
      VersionStages: ['AWSCURRENT'],
    });
    expect(await describeOutcome(put('other'))).toBe('ResourceExistsException 400');
    const create = (SecretString: string) =>
      secrets.createSecret({ Name: SecretId, SecretString, ClientRequestToken: token('b') });
    expect((await create('two')).VersionId).toBe(token('b'));
    expect(await describeOutcome(create('other'))).toBe('ResourceExistsException 400');
    expect(await labels()).toEqual(before);
    expect(aws.secrets.all.get(SecretId)?.versions.size).toBe(3);
    const short = { SecretId, SecretString: 'x', ClientRequestToken: 'a'.repeat(31) };
    expect(await describeOutcome(secrets.putSecretValue(short))).toBe(
      'InvalidParameterException 400',
    );
  });

  it('moves a label, and AWSPREVIOUS follows AWSCURRENT', async () => {
    const { secrets, SecretId, labels } = await startWithSecret();
    const move = (VersionStage: string, ids: object) =>
      describeOutcome(secrets.updateSecretVersionStage({ SecretId, VersionStage, ...ids }));
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

  it('can be restored after a deletion until the recovery window ends', async () => {
    const { aws, secrets, SecretId } = await startWithSecret();
    const read = () => describeOutcome(secrets.getSecretValue({ SecretId }));
    const gone = await secrets.deleteSecret({ SecretId, RecoveryWindowInDays: 7 });
    expect(gone.DeletionDate).toEqual(new Date((1_800_000_000 + 7 * DAY) * 1000));
    expect(await read()).toBe('InvalidRequestException 400');
    expect((await secrets.describeSecret({ SecretId })).DeletedDate).toEqual(
      new Date(1_800_000_000_000),
    );
    const create = () =>
      describeOutcome(secrets.createSecret({ Name: SecretId, SecretString: 'x' }));
    expect(await create()).toBe('InvalidRequestException 400');
    expect(await describeOutcome(secrets.deleteSecret({ SecretId }))).toBe(
      'InvalidRequestException 400',
    );
    await secrets.restoreSecret({ SecretId });
    expect(await read()).toBe('not refused');
    await secrets.deleteSecret({ SecretId, RecoveryWindowInDays: 7 });
    await aws.clock.advance(7 * DAY);
    expect(await read()).toBe('ResourceNotFoundException 400');
    expect(await create()).toBe('not refused');
  });

  it('is gone at once if it is deleted by force', async () => {
    const { secrets, SecretId } = await startWithSecret();
    const ForceDeleteWithoutRecovery = true;
    const both = { SecretId, ForceDeleteWithoutRecovery, RecoveryWindowInDays: 7 };
    expect(await describeOutcome(secrets.deleteSecret(both))).toBe('InvalidParameterException 400');
    expect(await describeOutcome(secrets.deleteSecret({ SecretId, RecoveryWindowInDays: 6 }))).toBe(
      'InvalidParameterException 400',
    );
    await secrets.deleteSecret({ SecretId, ForceDeleteWithoutRecovery });
    expect(await describeOutcome(secrets.getSecretValue({ SecretId }))).toBe(
      'ResourceNotFoundException 400',
    );
  });

  it('can be put by a test without an API call', async () => {
    const { aws, secrets } = await startClients();
    aws.secrets.put('planted', 'one');
    aws.secrets.put('planted', 'two');
    const got = await secrets.getSecretValue({ SecretId: 'planted', VersionStage: 'AWSPREVIOUS' });
    expect(got.SecretString).toBe('one');
    expect(aws.secrets.read('planted')).toBe('two');
  });
});
