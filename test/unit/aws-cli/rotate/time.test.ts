import { describe, expect, it } from 'vitest';
import { AwsError } from '../../../../build/aws/errors.js';
import { rotate } from '../../../../build/aws/rotate/rotate.js';
import { tellTime } from '../aws-time.js';
import { NO_WISH, OLD, START, shown, startSite, writes } from './site.js';

describe("this machine's clock", () => {
  it.each([31, -31])('%i s from AWS: rotate takes no step by it', async (seconds) => {
    const site = await startSite();
    const session = await site.session();
    tellTime(session.aws, START);
    const clock = { now: () => START + seconds, sleep: site.clock.sleep };
    await expect(rotate({ ...session, clock }, NO_WISH)).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringContaining('31 s'),
    });
    expect(writes(site)).toEqual([]);
  });

  it('a few seconds from AWS does no harm', async () => {
    const site = await startSite();
    const session = await site.session();
    tellTime(session.aws, START);
    const { done } = await rotate(session, NO_WISH);
    expect(done.map(({ id }) => id)).toEqual(['introduce-store', 'introduce-secret']);
  });
});

describe('a label that shows late', () => {
  it('does not leave the leaked secret in use', async () => {
    const site = await startSite();
    const session = await site.session();
    const { secretsManager } = session.aws;
    const { getSecretValue, updateSecretVersionStage } = secretsManager;
    let hidden = 0;
    secretsManager.updateSecretVersionStage = (async (input: { VersionStage: string }) => {
      const answer = await Reflect.apply(updateSecretVersionStage, secretsManager, [input]);
      if (input.VersionStage === 'AWSCURRENT') hidden = 1;
      return answer;
    }) as never;
    secretsManager.getSecretValue = (async (input: { VersionStage?: string }) => {
      if (input.VersionStage === 'AWSPREVIOUS' && hidden-- > 0) {
        throw new AwsError('SecretsManager GetSecretValue', 'ResourceNotFound', 'missing', '');
      }
      return Reflect.apply(getSecretValue, secretsManager, [input]);
    }) as never;
    const { done } = await rotate(session, { ...NO_WISH, emergency: true });
    expect(shown(site).previous).not.toBe(OLD);
    expect(done.map(({ id }) => id)).toContain('drop-previous');
  });
});
