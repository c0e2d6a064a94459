import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type * as Signer from '../../../signer/index.js';

/** A program that a language's folder brings: its example, or the tests of its own. */
export interface Program {
  readonly language: string;
  readonly kind: 'example' | 'test';
  readonly command: readonly [string, ...string[]];
  readonly folder: string;
}

const SECRET = '0123456789abcdef'.repeat(4);
const TIME_LIMIT_SECONDS = 300;

// The parts of the output that do not depend on the clock.
const USER = 'ada@example.com';
const LOCATION = '/';
const LOGOUT = 'pocket-spa-token=; Max-Age=0; HttpOnly; Secure; SameSite=Lax; Path=/';

const run = promisify(execFile);

/**
 * Runs the programs one after another. Returns what is wrong with each of those that fail: tests by
 * their exit status, examples by what they print (../README.md).
 */
export async function runPrograms(
  programs: readonly Program[],
  { readTokenCookie }: Pick<typeof Signer, 'readTokenCookie'>,
): Promise<string[]> {
  const problems: string[] = [];
  for (const { language, kind, command, folder } of programs) {
    const [program, ...args] = command;
    try {
      const { stdout } = await run(program, args, {
        cwd: folder,
        env: { ...process.env, SPA_TOKEN_SECRET: SECRET },
        timeout: TIME_LIMIT_SECONDS * 1000,
      });
      if (kind === 'example' && !isRight(stdout, readTokenCookie)) {
        problems.push(`${language}: the example does not print what it should`);
      }
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      problems.push(`${language}: the ${kind} fails\n${stdout}${stderr}`.trimEnd());
    }
  }
  return problems;
}

/** Whether it printed a log-in that the signer accepts, its user, the location and a log-out. */
function isRight(output: string, readTokenCookie: typeof Signer.readTokenCookie): boolean {
  const [login = '', user, location, logout] = output.split('\n');
  const verdict = readTokenCookie(login.split(';', 1)[0]!, { secret: SECRET });
  return (
    verdict.valid &&
    verdict.userId === USER &&
    login.endsWith('; Max-Age=604800; HttpOnly; Secure; SameSite=Lax; Path=/') &&
    user === USER &&
    location === LOCATION &&
    logout === LOGOUT
  );
}
