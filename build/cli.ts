import { CommanderError, Command as Program } from 'commander';
import type { Command, CommandGroup } from './commands/command.js';
import { commands } from './commands/index.js';
import { CliError, EXIT, UsageError } from './host/errors.js';
import { version } from './host/packages.js';
import { couldBeSecret, describeText } from './host/quote.js';
import type { Terminal } from './host/terminal.js';

const NOTES = `
The secret comes from the environment variable SPA_TOKEN_SECRET, never from an argument.

Exit status: 0 ok, 1 unexpected error, 2 usage or configuration, 3 build gate, 4 conflict in AWS
or an open site, 5 AWS credentials or permission, 6 token refused`;

/**
 * Runs one command line and returns its exit status. Errors are printed on the terminal, never
 * thrown.
 */
export async function runCli(argv: readonly string[], terminal: Terminal): Promise<number> {
  let status: number | undefined;
  const program = createRootProgram(terminal);
  for (const entry of commands) {
    addCommand(program, entry, terminal, (result) => {
      status = result;
    });
  }
  try {
    await program.parseAsync(translateHelp(argv), { from: 'user' });
    return status ?? EXIT.ok;
  } catch (error) {
    return reportError(error, terminal);
  }
}

function createRootProgram(terminal: Terminal): Program {
  return new Program('pocket-spa-auth')
    .description(
      'Log in first, at the edge: build, preview and deploy the CloudFront Function, and manage its secret.',
    )
    .version(version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', NOTES)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
      // `reportError` prints every error in one form.
      outputError: () => {},
    });
}

/**
 * Turns `help build` into `build --help`, and `help nonsense` into `nonsense`, whose error names
 * the command that was meant.
 */
function translateHelp([first, ...words]: readonly string[]): string[] {
  if (first !== 'help') {
    return first === undefined ? [] : [first, ...words];
  }
  let entries: readonly (Command | CommandGroup)[] = commands;
  for (const [index, word] of words.entries()) {
    const entry = entries.find(({ name }) => name === word);
    if (!entry && !word.startsWith('-')) {
      return words.slice(0, index + 1);
    }
    entries = entry && 'commands' in entry ? entry.commands : [];
  }
  return [...words, '--help'];
}

type SetStatus = (status: number | undefined) => void;

function addCommand(
  parent: Program,
  entry: Command | CommandGroup,
  terminal: Terminal,
  setStatus: SetStatus,
): void {
  const program = parent
    .command(entry.name)
    .summary(entry.summary)
    .description(`${entry.summary}.`)
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false);
  if ('commands' in entry) {
    for (const command of entry.commands) {
      addCommand(program, command, terminal, setStatus);
    }
    return;
  }
  for (const { flags, description, parse, defaultValue } of entry.options ?? []) {
    if (parse) {
      program.option(flags, description, parse, defaultValue);
    } else {
      program.option(flags, description, defaultValue?.toString());
    }
  }
  if (entry.argument) {
    const { name, description, optional } = entry.argument;
    program.argument(optional ? `[${name}]` : `<${name}>`, description);
  }
  if (entry.notes) {
    program.addHelpText('after', `\n${entry.notes}`);
  }
  program.allowExcessArguments().action(async () => {
    const stray = program.args[entry.argument ? 1 : 0];
    if (stray !== undefined) {
      throw new UsageError(
        `${fullName(program)}: ${describeStray(stray, entry)}; ${entry.tooManyArgumentsHint ?? 'see --help'}`,
      );
    }
    assertNoEmptyOption(program.opts());
    setStatus(await entry.run(program.opts(), terminal, program.args[0] ?? ''));
  });
}

/** The words of a command, such as `token check`. */
function fullName(program: Program): string {
  const { parent } = program;
  return parent?.parent ? `${fullName(parent)} ${program.name()}` : program.name();
}

function describeStray(text: string, { argumentIsSecret }: Command): string {
  return argumentIsSecret
    ? 'too many arguments'
    : `too many arguments: found ${describeText(text)}`;
}

/** Refuses an empty value: most likely it comes from a variable of the shell that is not set. */
function assertNoEmptyOption(options: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === '') {
      const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      throw new UsageError(`--${flag}: found empty text; give a value, or leave the option out`);
    }
  }
}

function reportError(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) {
      return EXIT.ok;
    }
    // The help has been printed already, because no command was given.
    if (error.code === 'commander.help') {
      return EXIT.usage;
    }
    return reportError(new UsageError(redactUsageError(error.message)), terminal);
  }
  const status = error instanceof CliError ? error.exitCode : signerErrorStatus(error);
  if (status === undefined) {
    const text =
      error instanceof Error ? (error.stack ?? String(error)) : 'not an Error was thrown';
    terminal.err(`pocket-spa-auth: unexpected error: ${text}`);
    return EXIT.unexpected;
  }
  for (const line of (error as Error).message.split('\n')) {
    terminal.err(`pocket-spa-auth: ${line}`);
  }
  return status;
}

/**
 * The exit status for an error of the signer, such as a missing secret: it is the caller's mistake.
 */
function signerErrorStatus(error: unknown): number | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && code.startsWith('ERR_SPA_AUTH') ? EXIT.usage : undefined;
}

const SECRET_OPTION = /^error: unknown option '--?(?:secret|token|key|password)\b/;

// The name of an option, perhaps with the placeholder of its value, or one word of letters.
const SAFE_NAME = /^(?:--?[a-z][a-z-]{0,20}(?: <[a-z]+>)?|[a-z][a-z-]{0,15})$/i;

// A path, a file or an address, as somebody types who expects an argument there.
const LOCATION = /^(?=.*[./])[\w./:~*@-]{1,100}$/;

/**
 * Puts an error message of the argument parser into one line without secrets. The parser quotes
 * what the user typed. Quoted text that is neither a name nor a path or an address could be a
 * password, and is replaced by its length.
 */
export function redactUsageError(message: string): string {
  if (SECRET_OPTION.test(message)) {
    return 'a secret or a token is never an argument: other users of the machine can read arguments, and shells store them; set SPA_TOKEN_SECRET, or give the token on standard input';
  }
  return message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/'([^']*)'/g, (quoted, text: string) => {
      const name = text.replace(/=.*$/s, '');
      if (SAFE_NAME.test(name)) {
        return `'${name}'`;
      }
      if (LOCATION.test(text) && !couldBeSecret(text)) {
        return describeText(text);
      }
      return quoted.length > 2 ? `of ${text.length} characters` : quoted;
    });
}
