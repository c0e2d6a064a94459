import { describe, expect, it } from 'vitest';
import { findDoors } from '../../../../../../build/aws/doctor/doors/doors.js';
import { NAME } from '../../deploy/deployment.js';
import type { FAULTS } from '../../faults.js';
import type { World } from '../../world.js';
import { LIVE, listCodes } from '../checks/healthy.js';
import { runDoctor } from '../site.js';
import { LEAKY_DOORS, listDoors, OPTIONAL_READS, startLeaky, without } from './leaky-site.js';

function failEvery(world: World, operation: string, fault: 'denied' | (typeof FAULTS)[number]) {
  world.fake.faults.clear();
  world.fake.faults.inject((call) => call.operation === operation, fault, Infinity);
}

describe('a site with every door', { timeout: 120_000 }, () => {
  it('has each of them reported, and what could not be read hides nothing else', async () => {
    const { world, config } = await startLeaky();
    const { findings } = await runDoctor(world, config);
    expect(listDoors(findings)).toEqual(LEAKY_DOORS);
    expect(JSON.stringify(findings)).not.toContain('a password');
    for (const [operation, [permission, hidden]] of Object.entries(OPTIONAL_READS)) {
      failEvery(world, operation, 'denied');
      const denied = (await runDoctor(world, config)).findings;
      expect(listDoors(denied), operation).toEqual([
        ...without(LEAKY_DOORS, hidden),
        'warning not-checked',
      ]);
      const { what, fix } = denied.find(({ code }) => code === 'not-checked')!;
      expect(what).toMatch(new RegExp(`${operation}: AccessDenied`));
      expect(fix).toBe(`allow ${permission}`);
    }
  });

  it('has its doors, and no note, repeated for deploy', async () => {
    const { world, config } = await startLeaky();
    const { arn } = world.fake.cloudfront.functions.get(NAME)!;
    const session = await world.session(config);
    const found = await findDoors(session, { ...LIVE, arn });
    const others = /executions|compute|staging|disabled/;
    expect(listDoors(found).sort()).toEqual(
      LEAKY_DOORS.filter((each) => !others.test(each)).sort(),
    );
    failEvery(world, 'GetDistribution', 'denied');
    expect(listCodes(await findDoors(session, { ...LIVE, arn }))).toEqual(['not-checked']);
  });

  it('is read on every page of the lists', async () => {
    const { world, config } = await startLeaky();
    const { cloudfront } = world.fake;
    const id = config.deploy!.distribution!;
    for (let i = 0; i < 101; i++) {
      cloudfront.addDistribution({ Enabled: false });
      cloudfront.addTenant(id, { Enabled: false });
    }
    cloudfront.addDistribution({ Comment: 'on the second page' });
    cloudfront.addTenant(id, { Customizations: { WebAcl: { Action: 'disable' } } });
    const session = await world.session(config);
    const codes = listCodes(await findDoors(session, LIVE));
    const count = (code: string) => codes.filter((each) => each === code).length;
    expect(count('distribution-same-bucket')).toBe(2);
    expect(count('tenant-firewall-off')).toBe(2);
  });
});
