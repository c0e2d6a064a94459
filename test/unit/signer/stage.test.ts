import { afterEach, describe, expect, it, vi } from 'vitest';
import { currentStage, stageSettings } from '../../../signer/stage.js';
import { thrownBy } from './fixtures.js';

afterEach(() => vi.unstubAllEnvs());

const stages = {
  local: { name: 'on this machine', hosts: ['localhost'] },
  dev: { name: 'for testers', hosts: ['dev.example'] },
  prd: { name: 'for all', hosts: ['example'] },
};

describe('stageSettings', () => {
  it.each([
    [undefined, 'on this machine'],
    ['', 'on this machine'],
    ['local', 'on this machine'],
    ['dev', 'for testers'],
    ['prd', 'for all'],
  ])('for POCKET_STAGE=%j returns the settings %s', (stage, name) => {
    expect(stageSettings(stages, { env: { POCKET_STAGE: stage } }).name).toBe(name);
    vi.stubEnv('POCKET_STAGE', stage);
    expect(stageSettings(stages).name).toBe(name);
  });

  it('prefers the option "stage" to the environment', () => {
    expect(stageSettings(stages, { stage: 'prd', env: { POCKET_STAGE: 'dev' } }).name).toBe(
      'for all',
    );
  });

  it('returns a frozen copy and leaves the given settings unchanged', () => {
    const settings = stageSettings(stages, { stage: 'dev' });
    expect(Object.isFrozen(settings)).toBe(true);
    expect(settings).toEqual(stages.dev);
    expect(Object.isFrozen(stages.dev)).toBe(false);
  });

  it.each(['stg', 'Dev', 'toString', 'constructor', '__proto__'])(
    'rejects a stage without settings and lists the known stages: %s',
    (stage) => {
      const error = thrownBy(() => stageSettings(stages, { env: { POCKET_STAGE: stage } }));
      expect(error).toBeInstanceOf(RangeError);
      expect(error.code).toBe('ERR_SPA_AUTH_STAGE');
      expect(error.message).toContain('Set POCKET_STAGE to one of: local, dev, prd.');
      expect(error.message).toContain(`a string of length ${stage.length}`);
    },
  );

  it('rejects missing local settings only if no stage is set', () => {
    const { dev } = stages;
    expect(thrownBy(() => stageSettings({ dev } as never, { env: {} })).code).toBe(
      'ERR_SPA_AUTH_STAGE',
    );
    expect(stageSettings({ dev } as never, { stage: 'dev' })).toEqual(dev);
  });

  it.each([[undefined], [null], ['dev'], [{ dev: null }], [{ dev: 'x' }]])(
    'rejects settings that are not objects: %j',
    (no) => {
      const error = thrownBy(() => stageSettings(no as never, { stage: 'dev' }));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.code).toBe('ERR_SPA_AUTH_OPTIONS');
    },
  );
});

describe('currentStage', () => {
  it.each(['dev', 'a', 'A-1_b', 'x'.repeat(48)])('returns %s', (stage) => {
    expect(currentStage({ env: { POCKET_STAGE: stage } })).toBe(stage);
    expect(currentStage({ stage })).toBe(stage);
  });

  it.each([{ env: {} }, { env: { POCKET_STAGE: '' } }, { stage: undefined, env: {} }])(
    'returns undefined if no stage is set (%#)',
    (options) => expect(currentStage(options)).toBeUndefined(),
  );

  it.each(['', ' ', '../prd', 'a b', 'dev\n', 'é', 'x'.repeat(49)])(
    'rejects the name %j',
    (stage) => {
      const error = thrownBy(() => currentStage({ stage }));
      expect(error).toBeInstanceOf(RangeError);
      expect(error.code).toBe('ERR_SPA_AUTH_STAGE');
    },
  );

  it.each([5, null, {}])('rejects a stage that is not text: %j', (stage) => {
    expect(thrownBy(() => currentStage({ stage: stage as never, env: {} })).code).toBe(
      'ERR_SPA_AUTH_OPTIONS',
    );
  });
});
