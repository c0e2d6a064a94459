import type { ServiceName } from './service.js';

/** One API call, and what came of it. */
export interface FakeCall {
  readonly service: ServiceName;
  readonly operation: string;
  /** What it is about: a name, an id or an ARN, and the key where there is one. */
  readonly target: string;
  /** Whether it may change anything. */
  readonly writes: boolean;
  /** The SDK's own count of its tries, the first is 1. */
  readonly attempt: number;
  readonly region: string;
  /** The HTTP status; null until an answer went out, and for good where none did. */
  readonly status: number | null;
}

/** How a call comes to grief; a function runs before the call, which is then answered as usual. */
export type Fault =
  | 'throttle'
  | 'timeout'
  | 'error500'
  | 'lost-response'
  | 'reset'
  | (() => void | Promise<void>);

/** The faults that are waiting for their call. */
export interface Faults {
  /** The next calls that match come to grief, `times` of them; default one. */
  at(match: (call: FakeCall) => boolean, kind: Fault, times?: number): void;
  clear(): void;
}

interface Waiting {
  readonly match: (call: FakeCall) => boolean;
  readonly kind: Fault;
  left: number;
}

export function createFaults(): Faults & { take(call: FakeCall): Fault | undefined } {
  let waiting: Waiting[] = [];
  return {
    at(match, kind, times = 1) {
      waiting.push({ match, kind, left: times });
    },
    clear() {
      waiting = [];
    },
    take(call) {
      const found = waiting.find(({ match, left }) => left > 0 && match(call));
      if (found) {
        found.left--;
      }
      return found?.kind;
    },
  };
}

export function isWrite(operation: string): boolean {
  return !/^(?:Describe|Get|List|Test)/.test(operation);
}
