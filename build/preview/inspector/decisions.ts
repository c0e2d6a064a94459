import type { ViewerRequest } from '../http.js';
import type { Verdict } from '../log.js';

/** How many decisions are kept. */
export const DECISIONS_LIMIT = 200;

/** One decision of the function, and what it was made of. */
export interface RecordedDecision {
  /** Counts from 1 on. */
  readonly id: number;
  /** In Unix seconds. */
  readonly time: number;
  readonly request: ViewerRequest;
  readonly verdict: Verdict;
  readonly reason: string;
  /** The status that the function answered with; 0 if the request goes on. */
  readonly status: number;
  readonly microseconds: number | null;
}

/** The last decisions, the oldest first. */
export interface Decisions {
  add(decision: Omit<RecordedDecision, 'id'>): void;
  find(id: number): RecordedDecision | undefined;
  /** The first kept decision after the one of an id; undefined if there is none yet. */
  after(id: number): RecordedDecision | undefined;
  /** Resolves when a decision is added. */
  next(): Promise<void>;
}

export function createDecisions(): Decisions {
  const kept: RecordedDecision[] = [];
  let lastId = 0;
  let wake = () => {};
  let waiting: Promise<void> | undefined;
  return {
    add(decision) {
      lastId++;
      kept.push({ id: lastId, ...decision });
      if (kept.length > DECISIONS_LIMIT) {
        kept.shift();
      }
      wake();
      waiting = undefined;
    },
    find: (id) => kept.find((each) => each.id === id),
    after: (id) => kept.find((each) => each.id > id),
    next() {
      waiting ??= new Promise((resolve) => {
        wake = resolve;
      });
      return waiting;
    },
  };
}
