import { afterEach, describe, expect, it, vi } from 'vitest';
import { createReport, type SpaDecision } from '../../../../signer/adapters/decision.js';

afterEach(() => void vi.restoreAllMocks());

/** The module with nothing warned of yet, and what it prints. */
async function loadFresh() {
  vi.resetModules();
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  const { createReport } = await import('../../../../signer/adapters/decision.js');
  return { warn, create: createReport };
}

describe('the report of decisions', () => {
  it('is not made without a hook', () => {
    expect(createReport({}, 'node')).toBeUndefined();
    expect(createReport({ reportUserId: true }, 'node')).toBeUndefined();
  });

  it('calls the hook at once', () => {
    const calls: SpaDecision[] = [];
    createReport({ onDecision: (decision) => calls.push(decision) }, 'koa')!('kept', undefined);
    expect(calls).toEqual([{ outcome: 'kept', reason: undefined, adapter: 'koa' }]);
  });

  it.each([
    [{}, {}],
    [{ reportUserId: false }, {}],
    [{ reportUserId: true }, { userId: 'ada' }],
  ])('names the user only with reportUserId: %o', (options, named) => {
    const onDecision = vi.fn();
    createReport({ onDecision, ...options }, 'hono')!('admitted', undefined, 'ada');
    const decision = { outcome: 'admitted', reason: undefined, adapter: 'hono', ...named };
    expect(onDecision.mock.calls).toStrictEqual([[decision]]);
  });

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('c0ffee5ec2e7');
      },
    ],
    [
      'throws what is no error',
      () => {
        throw null;
      },
    ],
    ['rejects', () => Promise.reject(new Error('c0ffee5ec2e7'))],
    [
      'returns a broken promise',
      () =>
        new Proxy(
          {},
          {
            get() {
              throw new Error('c0ffee5ec2e7');
            },
          },
        ),
    ],
  ])('names the user only with reportUserId: %o', (options, named) => {
    const onDecision = vi.fn();
    createReport({ onDecision, ...options }, 'hono')!('admitted', undefined, 'ada');
    const decision = { outcome: 'admitted', reason: undefined, adapter: 'hono', ...named };
    expect(onDecision.mock.calls).toStrictEqual([[decision]]);
  });

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('c0ffee5ec2e7');
      },
    ],
    [
      'throws what is no error',
      () => {
        throw null;
      },
    ],
    ['rejects', () => Promise.reject(new Error('c0ffee5ec2e7'))],
    [
      'returns a broken promise',
      () => ({
        get then() {
          throw new Error('c0ffee5ec2e7');
        },
      }),
    ],
  ])(
    'takes a hook that %s, with one warning that does not repeat the error',
    async (_name, hook) => {
      const { warn, create } = await loadFresh();
      const report = create({ onDecision: hook }, 'fetch')!;
      expect(() => report('refused', 'missing')).not.toThrow();
      report('refused', 'missing');
      await vi.waitFor(() => expect(warn).toHaveBeenCalled());
      expect(warn.mock.calls).toEqual([
        [
          expect.not.stringContaining('c0ffee5ec2e7'),
          { type: 'SpaAuthWarning', code: 'WARN_SPA_AUTH_ON_DECISION' },
        ],
      ]);
    },
  );
});
