import type { Clock } from '../../../../build/host/clock.js';
import type { Terminal } from '../../../../build/host/terminal.js';

export interface FakeTerminal extends Terminal {
  readonly lines: { readonly out: string[]; readonly err: string[] };
}

const stoppedClock: Clock = {
  now: () => 1_800_000_000,
  sleep: () => Promise.reject(new Error('nothing may wait for this clock')),
};

/** A terminal that records its output. */
export function fakeTerminal(
  over: Partial<Pick<Terminal, 'cwd' | 'env' | 'interrupted' | 'clock'>> & { input?: string } = {},
): FakeTerminal {
  const lines = { out: [] as string[], err: [] as string[] };
  return {
    cwd: over.cwd ?? '/nowhere',
    env: over.env ?? {},
    color: false,
    interactive: false,
    canAsk: false,
    clock: over.clock ?? stoppedClock,
    lines,
    out: (text) => lines.out.push(text),
    err: (text) => lines.err.push(text),
    readLine: async () => over.input ?? '',
    interrupted: over.interrupted ?? (async () => {}),
  };
}
