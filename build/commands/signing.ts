import { EXIT } from '../host/errors.js';
import { formatTime, quoteForTerminal } from '../host/format.js';
import type { Command, CommandGroup } from './command.js';
import { secondsParser } from './shared-options.js';

const generate: Command = {
  name: 'generate',
  summary: 'Print a new secret: 32 random bytes as hex text',
  argumentIsSecret: true,
  tooManyArgumentsHint: 'this command takes none: it generates the secret',
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

const WHY_NOT_AN_ARGUMENT = 'other users of the machine can read arguments, and shells store them';

const issue: Command<{ maxAge?: number }> = {
  name: 'issue',
  summary: 'Print a signed token for a user id',
  argument: { name: 'userId', description: 'the user id, or - to read it from standard input' },
  options: [
    {
      flags: '--max-age <seconds>',
      description: 'how long the token is valid (default: 604800, seven days)',
      parse: secondsParser('--max-age', Number.MAX_SAFE_INTEGER),
    },
  ],
  argumentIsSecret: true,
  tooManyArgumentsHint: `the secret comes from SPA_TOKEN_SECRET: ${WHY_NOT_AN_ARGUMENT}`,
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
  summary: 'Check the token on standard input, and print its user id and expiry',
  argumentIsSecret: true,
  tooManyArgumentsHint: `give the token on standard input: ${WHY_NOT_AN_ARGUMENT}`,
  notes:
    'The exit status is 0 if the token is valid, and 6 if it is refused; the reason is printed.',
  async run(_options, terminal) {
    const { checkToken } = await import('../../signer/index.js');
    const verdict = checkToken(await terminal.readLine('token: '));
    if (!verdict.valid) {
      terminal.out(`refused  ${verdict.reason}`);
      return EXIT.refused;
    }
    terminal.out(
      `valid    ${quoteForTerminal(verdict.userId)} until ${formatTime(verdict.expiry)}`,
    );
    return undefined;
  },
};

export const token: CommandGroup = {
  name: 'token',
  summary: 'Issue and check tokens, with the secret in SPA_TOKEN_SECRET',
  commands: [issue, check],
};
