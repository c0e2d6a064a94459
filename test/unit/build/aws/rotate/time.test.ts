import { describe, expect, it } from 'vitest';
import { AwsError } from '../../../../../build/aws/errors.js';
import { type RotateOptions, rotate } from '../../../../../build/aws/rotate/rotate.js';
import { stubServerTime } from '../clock-skew.js';
import { NO_OPTIONS, OLD, READ, type Site, snapshot, startSite } from './site.js';

/** Rotates on a machine whose clock is ahead of AWS's by so many seconds. */
async function rotateAhead(site: Site, seconds: number, options: Partial<RotateOptions> = {}) {
  const session = await site.session(site.config);
  stubServerTime(session.aws, site.clock.now);
  const clock = { now: () => site.clock.now() + seconds, sleep: site.clock.sleep };
  return rotate({ ...session, clock }, { ...NO_OPTIONS, ...options });
}

describe('a machine whose clock is wrong', () => {
  it.each([{}, { secret: 'embedded' }] as const)(
    "takes a step when it is due by AWS's clock: %o",
    async (config) => {
      const site = await startSite({ config, ...(config.secret && { live: false }) });
      await rotateAhead(site, 600);
      const early = await rotateAhead(site, 600);
      expect(early).toMatchObject({ done: [], phase: 'introduced', next: { step: 'promote' } });
      if (config.secret) {
        return;
      }
      await site.clock.sleep(READ);
      expect(await rotateAhead(site, -600)).toMatchObject({ phase: 'promoted' });
    },
  );

  it.each([40, -40])(
    'replaces a leaked secret nevertheless, with its clock off by %i s',
    async (seconds) => {
      const site = await startSite();
      await rotateAhead(site, seconds, { emergency: true });
      expect(snapshot(site).current).not.toBe(OLD);
      expect(snapshot(site).stored).toBe(snapshot(site).current);
    },
  );
});

describe('a moved label that Secrets Manager shows late', () => {
  it('does not leave the leaked secret in use', async () => {
    const site = await startSite();
    const session = await site.session();
    const { secretsManager } = session.aws;
    const { getSecretValue, updateSecretVersionStage } = secretsManager;
    let hidden = 0;
    secretsManager.updateSecretVersionStage = (async (input: { VersionStage: string }) => {
      const answer = await Reflect.apply(updateSecretVersionStage, secretsManager, [input]);
      if (input.VersionStage === 'AWSCURRENT') {
        hidden = 1;
      }
      return answer;
    }) as never;
    secretsManager.getSecretValue = (async (input: { VersionStage?: string }) => {
      if (input.VersionStage === 'AWSPREVIOUS' && hidden-- > 0) {
        throw new AwsError('SecretsManager GetSecretValue', 'ResourceNotFound', 'missing', '');
      }
      return Reflect.apply(getSecretValue, secretsManager, [input]);
    }) as never;
    const { done } = await rotate(session, { ...NO_OPTIONS, emergency: true });
    expect(snapshot(site).previous).not.toBe(OLD);
    expect(done.map(({ id }) => id)).toContain('drop-previous');
  });
});
