import type { Command, CommandGroup } from './command.js';

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
