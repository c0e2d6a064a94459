import { describe, expect, it } from 'vitest';
import { AwsError } from '../../../../../build/aws/errors.js';
import { type RotateOptions, rotate } from '../../../../../build/aws/rotate/rotate.js';
import { tellTime } from '../clock-skew.js';
import { NO_WISH, OLD, READ, type Site, shown, startSite } from './site.js';

/** A machine whose clock is so many seconds ahead of AWS's. */
async function rotateAhead(site: Site, seconds: number, wish: Partial<RotateOptions> = {}) {
  const session = await site.session(site.config);
  tellTime(session.aws, site.clock.now);
  const clock = { now: () => site.clock.now() + seconds, sleep: site.clock.sleep };
  return rotate({ ...session, clock }, { ...NO_WISH, ...wish });
}

describe("a machine whose clock is not AWS's", () => {
  it.each([{}, { secret: 'embedded' }] as const)(
    'takes a step when AWS says so: %o',
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

  it.each([40, -40])('replaces a leaked secret all the same, %i s off', async (seconds) => {
    const site = await startSite();
    await rotateAhead(site, seconds, { emergency: true });
    expect(shown(site).current).not.toBe(OLD);
    expect(shown(site).stored).toBe(shown(site).current);
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
    const { done } = await rotate(session, { ...NO_WISH, emergency: true });
    expect(shown(site).previous).not.toBe(OLD);
    expect(done.map(({ id }) => id)).toContain('drop-previous');
  });
});
