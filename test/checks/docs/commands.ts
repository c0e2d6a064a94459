import type { Command, CommandGroup, OptionSpec } from '../../../build/commands/command.js';
import { commands } from '../../../build/commands/index.js';
import {
  ACCOUNT_OPTIONS,
  CONFIG_OPTIONS,
  DISTRIBUTION_OPTIONS,
} from '../../../build/commands/shared-options.js';
import { table } from './table.js';

/** A command and the words that call it, such as `token issue`. */
export interface NamedCommand {
  readonly call: string;
  readonly command: Command;
}

const isGroup = (entry: Command | CommandGroup): entry is CommandGroup => 'commands' in entry;

/** All commands, in the order of the help. */
export const namedCommands: readonly NamedCommand[] = commands.flatMap((entry) =>
  isGroup(entry)
    ? entry.commands.map((command) => ({ call: `${entry.name} ${command.name}`, command }))
    : [{ call: entry.name, command: entry }],
);

/** Options that several commands share; the page describes them once. */
const SHARED: Readonly<Record<string, readonly OptionSpec[]>> = {
  configuration: CONFIG_OPTIONS,
  account: ACCOUNT_OPTIONS,
  distribution: DISTRIBUTION_OPTIONS,
};

/** The generated parts of docs/commands.md: the options of each command and shared group. */
export function renderCommandBlocks(): Record<string, string> {
  return Object.fromEntries([
    ...Object.entries(SHARED).map(([name, options]) => [`options: ${name}`, optionTable(options)]),
    ...namedCommands.map(({ call, command }) => [`command: ${call}`, renderCommand(call, command)]),
  ]);
}

function renderCommand(call: string, { summary, argument, options = [], notes }: Command): string {
  const shared = Object.entries(SHARED).filter(([, group]) =>
    group.every((option) => options.includes(option)),
  );
  const own = options.filter((option) => !shared.some(([, group]) => group.includes(option)));
  const usage = ['npx pocket-spa-auth', call];
  if (argument) {
    usage.push(argument.optional ? `[${argument.name}]` : `<${argument.name}>`);
  }
  if (options.length > 0) {
    usage.push('[options]');
  }
  const sections = [`\`${usage.join(' ')}\``, `${summary}.`];
  if (notes) {
    sections.push(escapeCell(notes));
  }
  if (argument) {
    sections.push(`- \`${argument.name}\`: ${escapeCell(argument.description)}`);
  }
  if (own.length > 0) {
    sections.push(optionTable(own));
  }
  if (shared.length > 0) {
    const links = shared.map(([name]) => `[${name}](#options-${name})`);
    sections.push(`Also the options of: ${links.join(', ')}.`);
  }
  return sections.join('\n\n');
}

function optionTable(options: readonly OptionSpec[]): string {
  const rows = options.map(({ flags, description, defaultValue }) => [
    `\`${flags}\``,
    defaultValue === undefined ? description : `${description}; default \`${defaultValue}\``,
  ]);
  return table(
    ['option', 'meaning'],
    rows.map(([flags, text]) => [flags!, escapeCell(text!)]),
  );
}

/** Keeps `<`, `*` and `|` of a help text from being read as Markdown, and puts it into one line. */
function escapeCell(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').replace(/[<*|]/g, '\\$&');
}
