import { describe, expect, it } from 'vitest';
import { callsOf, drill, fail, ONE_RING, watched } from './drill.js';
import { NAME } from './site.js';
import { endOf, STAGES } from './stages.js';

drill(STAGES, ONE_RING);

describe('an emergency that was interrupted', { timeout: 30_000 }, () => {
  const stage = STAGES.find(({ what }) => what === 'emergency')!;

  it('is ended by any run, with the secret that was made', async () => {
    const calls = await callsOf(stage);
    const places = calls.flatMap(({ writes }, at) => (writes ? [at + 1] : []));
    for (const at of places) {
      const site = await watched(stage);
      await fail(site, stage, { what: '', at, fault: 'reset', isCrash: true });
      const { versions } = site.fake.secrets.all.get(NAME)!;
      const made = versions.size;
      await site.run({ continue: true });
      expect(versions.size).toBe(made);
      expect(endOf(site), `crash before call ${at + 1}`).toEqual(stage.end);
    }
  });
});
