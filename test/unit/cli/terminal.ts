import type { Terminal } from '../../../build/terminal.js';

export interface FakeTerminal extends Terminal {
  readonly lines: { readonly out: string[]; readonly err: string[] };
}

/** A terminal that keeps what is written to it. */
export function fakeTerminal(
  over: Partial<Pick<Terminal, 'cwd' | 'env' | 'interrupted'>> & { input?: string } = {},
): FakeTerminal {
  const lines = { out: [] as string[], err: [] as string[] };
  return {
    cwd: over.cwd ?? '/nowhere',
    env: over.env ?? {},
    color: false,
    lines,
    out: (text) => lines.out.push(text),
    err: (text) => lines.err.push(text),
    readLine: async () => over.input ?? '',
    interrupted: over.interrupted ?? (async () => {}),
  };
}
