import { afterEach, describe, expect, it, vi } from 'vitest';
import { createReport, type SpaDecision } from '../../../../signer/adapters/decision.js';

const MARK = 'c0ffee5ec2e7';

afterEach(() => void vi.restoreAllMocks());

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

  it.each<[object, object]>([
    [{}, {}],
    [{ reportUserId: false }, {}],
    [{ reportUserId: true }, { userId: 'ada' }],
  ])('names the user only with reportUserId: %o', (options, named) => {
    const onDecision = vi.fn();
    createReport({ onDecision, ...options }, 'hono')!('admitted', undefined, 'ada');
    const decision = { outcome: 'admitted', reason: undefined, adapter: 'hono', ...named };
    expect(onDecision.mock.calls).toStrictEqual([[decision]]);
  });
});

function throwIt(thrown: unknown): never {
  throw thrown;
}

const BROKEN_PROMISE = new Proxy({}, { get: () => throwIt(new Error(MARK)) });

describe('a hook that fails', () => {
  it.each<[string, () => unknown]>([
    ['throws', () => throwIt(new Error(MARK))],
    ['throws what is no error', () => throwIt(null)],
    ['rejects', () => Promise.reject(new Error(MARK))],
    ['returns a broken promise', () => BROKEN_PROMISE],
  ])('and %s is one warning, which does not repeat the error', async (_name, onDecision) => {
    vi.resetModules();
    const fresh = await import('../../../../signer/adapters/decision.js');
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const report = fresh.createReport({ onDecision }, 'fetch')!;
    expect(() => report('refused', 'missing')).not.toThrow();
    report('refused', 'missing');
    await vi.waitFor(() => expect(warn).toHaveBeenCalled());
    expect(warn.mock.calls).toEqual([
      [
        expect.not.stringContaining(MARK),
        { type: 'SpaAuthWarning', code: 'WARN_SPA_AUTH_ON_DECISION' },
      ],
    ]);
  });
});
