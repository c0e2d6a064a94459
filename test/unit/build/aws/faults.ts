import type { FakeAws, FakeCall, Fault } from '../../../fakes/aws/index.js';

/** Every way in which a call comes to grief by itself. */
export const FAULTS = ['throttle', 'timeout', 'error500', 'lost-response', 'reset'] as const;

/** One way in which a run comes to grief. */
export interface Mishap {
  /** As a person reads it. */
  readonly what: string;
  /** Which of the run's calls it meets, the first is 0. */
  readonly at: number;
  readonly fault: Fault;
  /** Whether it was the end of the process: no call after it gets through either. */
  readonly isCrash: boolean;
}

/**
 * Every mishap worth trying on a run that makes these calls: an end of the process at each, one fault after the other in turn at
 * each, and every fault at each write.
 */
export function mishaps(calls: readonly FakeCall[]): Mishap[] {
  return calls.flatMap((call, at) => {
    const faults = call.writes ? FAULTS : [FAULTS[at % FAULTS.length]!];
    const place = `${call.service} ${call.operation}, call ${at + 1}`;
    return [
      { what: `crash at ${place}`, at, fault: 'reset', isCrash: true },
      ...faults.map((fault) => ({ what: `${fault} at ${place}`, at, fault, isCrash: false })),
    ];
  });
}

/** Lets it happen to the run that begins now. */
export function arrange(fake: FakeAws, { at, fault, isCrash }: Mishap): void {
  const before = fake.calls.length;
  fake.faults.at(
    () => fake.calls.length > before + at,
    fault,
    isCrash ? Number.POSITIVE_INFINITY : 1,
  );
}

/** Calls the check wherever something may have changed: after each write and at each stop of the clock. */
export function atEveryChange(fake: FakeAws, check: () => Promise<void>): void {
  let seen = '';
  fake.onStep(async () => {
    const state = `${fake.calls.filter(({ writes }) => writes).length} ${fake.clock.now()}`;
    if (state === seen) {
      return;
    }
    seen = state;
    await check();
  });
}

/** Propagation that differs from thing to thing and is over soon, so that a run has few polls. */
export const BRISK = { store: 6, value: 4, testedValue: 2, publish: 5, distribution: 20 } as const;
