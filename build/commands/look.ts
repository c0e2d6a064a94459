import type { Build } from '../aws/deploy/state.js';
import type { Session } from '../aws/session.js';
import type { Terminal } from '../terminal.js';
import type { OptionSpec } from './command.js';
import {
  DISTRIBUTION_OPTIONS,
  openSession,
  SESSION_OPTIONS,
  type SessionOptions,
} from './session.js';

/** What every command takes that only looks. */
export const LOOK_OPTIONS: readonly OptionSpec[] = [
  ...SESSION_OPTIONS,
  ...DISTRIBUTION_OPTIONS,
  // For scripts that give every command the same options.
  { flags: '--dry-run', text: 'no difference: this command changes nothing' },
];

/** Opens a session with what builds the function that ought to be LIVE in it. */
export async function openLook(
  options: SessionOptions,
  terminal: Terminal,
): Promise<{ readonly session: Session; readonly build: Build }> {
  const { buildEdgeFunction } = await import('../compile/build.js');
  const session = await openSession(options, terminal);
  const { config } = session;
  return {
    session,
    build: (secret) => buildEdgeFunction({ config, ...(secret !== undefined && { secret }) }),
  };
}
