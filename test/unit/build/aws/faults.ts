import { expect } from 'vitest';
import type { FakeAws, FakeCall, Fault } from '../../../fakes/aws/index.js';

/** Every way in which a single call can fail. */
export const FAULTS = ['throttle', 'timeout', 'error500', 'lost-response', 'reset'] as const;

/** A fault at one call of a run. */
export interface FaultCase {
  /** Names it in a failed assertion. */
  readonly what: string;
  /** The index of the call in the run. */
  readonly at: number;
  readonly fault: Fault;
  /** Whether all later calls of the run fail too, as if the process had crashed. */
  readonly isCrash: boolean;
}

/**
 * The faults to test in a run that makes these calls: a crash at each call, every fault at each
 * write, and one fault at each read, in turn.
 */
export function listFaultCases(calls: readonly FakeCall[]): FaultCase[] {
  return calls.flatMap((call, at) => {
    const faults = call.writes ? FAULTS : [FAULTS[at % FAULTS.length]!];
    const place = `${call.service} ${call.operation}, call ${at + 1}`;
    return [
      { what: `crash at ${place}`, at, fault: 'reset', isCrash: true },
      ...faults.map((fault) => ({ what: `${fault} at ${place}`, at, fault, isCrash: false })),
    ];
  });
}

/** Injects the fault into the run that begins now. */
export function injectFault(fake: FakeAws, { at, fault, isCrash }: FaultCase): void {
  const before = fake.calls.length;
  fake.faults.inject(
    () => fake.calls.length > before + at,
    fault,
    isCrash ? Number.POSITIVE_INFINITY : 1,
  );
}

/** Expects an AWS error or success: `reconcile` recovers from some faults. */
export async function expectAwsErrorOrSuccess(run: Promise<unknown>, what: string): Promise<void> {
  const error = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error !== undefined) {
    expect(error, what).toMatchObject({ code: 'ERR_AWS' });
  }
}

/**
 * Calls the check whenever something may have changed: after each write and at each stop of the
 * clock.
 */
export function atEveryChange(fake: FakeAws, check: () => Promise<void>): void {
  let checked = '';
  fake.onChange(async () => {
    const state = `${fake.calls.filter(({ writes }) => writes).length} ${fake.clock.now()}`;
    if (state === checked) {
      return;
    }
    checked = state;
    await check();
  });
}

/**
 * Short propagation times, so that a run has few polls. All differ, so that each order of arrival
 * occurs.
 */
export const FAST_PROPAGATION = {
  store: 6,
  value: 4,
  testedValue: 2,
  publish: 5,
  distribution: 20,
} as const;
