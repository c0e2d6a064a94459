import type { ServiceName } from './service.js';

/** One API call and its answer. */
export interface FakeCall {
  readonly service: ServiceName;
  readonly operation: string;
  /** The name, id or ARN that it is about, and the key if there is one. */
  readonly target: string;
  /** Whether it may change anything. */
  readonly writes: boolean;
  /** The SDK's count of its attempts; the first is 1. */
  readonly attempt: number;
  readonly region: string;
  /** The HTTP status; null if no answer was sent (yet). */
  readonly status: number | null;
}

/**
 * How a call fails. A function does not make it fail: it runs before the call, which is then
 * answered as usual.
 */
export type Fault =
  | 'throttle'
  | 'denied'
  | 'timeout'
  | 'error500'
  | 'lost-response'
  | 'reset'
  | (() => void | Promise<void>);

/** The faults that wait for their calls. */
export interface Faults {
  /** Makes the next `times` calls that match fail; default 1. */
  inject(match: (call: FakeCall) => boolean, fault: Fault, times?: number): void;
  /** Removes the faults that still wait. */
  clear(): void;
}

interface PendingFault {
  readonly match: (call: FakeCall) => boolean;
  readonly fault: Fault;
  left: number;
}

export function createFaults(): Faults & { take(call: FakeCall): Fault | undefined } {
  let pending: PendingFault[] = [];
  return {
    inject(match, fault, times = 1) {
      pending.push({ match, fault, left: times });
    },
    clear() {
      pending = [];
    },
    take(call) {
      const found = pending.find(({ match, left }) => left > 0 && match(call));
      if (found) {
        found.left--;
      }
      return found?.fault;
    },
  };
}

export function isWrite(operation: string): boolean {
  return !/^(?:Describe|Get|List|Test)/.test(operation);
}
