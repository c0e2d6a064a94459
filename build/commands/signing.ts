import { EXIT } from '../host/errors.js';
import { quoteForTerminal } from '../host/report.js';
import type { Command, CommandGroup } from './command.js';
import { wholeNumberParser } from './options.js';

const generate: Command = {
  name: 'generate',
  summary: 'Print a new secret: 32 random bytes as hex text',
  excess: 'this command makes the secret itself',
  notes: 'Give it to your backend as SPA_TOKEN_SECRET and to the edge under the key token_secret.',
  async run(_options, terminal) {
    const { generateSecret } = await import('../../signer/index.js');
    terminal.out(generateSecret());
    return undefined;
  },
};

export const secret: CommandGroup = {
  name: 'secret',
  summary: 'Make secrets',
  commands: [generate],
};

const ON_ARGUMENTS = 'other users of the machine can read arguments, and shells keep them';

const issue: Command<{ maxAge?: number }> = {
  name: 'issue',
  summary: 'Print a signed token for a user id',
  argument: { name: 'userId', text: 'the user id, or - to read it from standard input' },
  options: [
    {
      flags: '--max-age <seconds>',
      text: 'how long the token is valid (default: 604800, seven days)',
      parse: wholeNumberParser('--max-age', Number.MAX_SAFE_INTEGER),
    },
  ],
  excess: `the secret comes from SPA_TOKEN_SECRET: ${ON_ARGUMENTS}`,
  notes: 'Signs with the first secret of SPA_TOKEN_SECRET.',
  async run(options, terminal, argument) {
    const { generateToken } = await import('../../signer/index.js');
    const userId = argument === '-' ? await terminal.readLine('user id: ') : argument;
    terminal.out(generateToken(userId, options));
    return undefined;
  },
};

const check: Command = {
  name: 'check',
  summary: 'Tell whether the token on standard input is valid, and whose it is',
  excess: `give the token on standard input: ${ON_ARGUMENTS}`,
  notes: 'Exit status 0: the token is valid; 6: it is refused, and the reason is printed.',
  async run(_options, terminal) {
    const { checkToken } = await import('../../signer/index.js');
    const verdict = checkToken(await terminal.readLine('token: '));
    if (!verdict.valid) {
      terminal.out(`refused  ${verdict.reason}`);
      return EXIT.refused;
    }
    terminal.out(`valid    ${quoteForTerminal(verdict.userId)} until ${timeText(verdict.expiry)}`);
    return undefined;
  },
};

/** A time for people and for programs; `Date` ends at the year 275760. */
function timeText(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? `${seconds}` : `${date.toISOString()} (${seconds})`;
}

export const token: CommandGroup = {
  name: 'token',
  summary: 'Issue and check tokens, with the secret in SPA_TOKEN_SECRET',
  commands: [issue, check],
};
