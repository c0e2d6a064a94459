import { namedCommands } from './commands.js';
import type { Page } from './markdown.js';

const OPTIONS: ReadonlyMap<string, readonly string[]> = new Map(
  namedCommands.map(({ call, command }) => [
    call,
    ['--help', ...(command.options ?? []).map(({ flags }) => flags.split(/[ ,]/)[0]!)],
  ]),
);

const ALL_OPTIONS = new Set([...OPTIONS.values(), '--version'].flat());

/** Every command line of a page: from its fences, and from what stands in single backticks. */
export function findCommandLines({ fences, spans }: Page): string[] {
  const lines = fences.flatMap(({ text }) => text.replace(/\\\n/g, ' ').split('\n'));
  // `npm install pocket-spa-auth …` names packages.
  const calls = [...lines, ...spans].filter((line) => !/\bnpm install\b/.test(line));
  return calls.flatMap((line) =>
    [...line.matchAll(/(?:^|[\s(])pocket-spa-auth (?!from\b)([^|#>)\n]*)/g)].map(([, rest]) =>
      rest!.trim(),
    ),
  );
}

/** What is wrong with the words after `pocket-spa-auth`; undefined if it is a command line. */
export function findCommandProblem(line: string): string | undefined {
  const words = line.split(/\s+/).filter((word) => word !== '');
  const call = [2, 1]
    .map((count) => words.slice(0, count).join(' '))
    .find((text) => OPTIONS.has(text));
  if (call === undefined) {
    // `pocket-spa-auth <command>` and `pocket-spa-auth --version` are no command's.
    return /^(?:<|\[|--(?:help|version)\b|$)/.test(line) ? undefined : `no such command: ${line}`;
  }
  const unknown = options(words).filter((option) => !OPTIONS.get(call)!.includes(option));
  return unknown.length === 0 ? undefined : `${call} has no option ${unknown.join(', ')}`;
}

/** What is wrong with a text in backticks that is options, or a command without its program. */
export function findSpanProblem(span: string): string | undefined {
  const words = span.split(/\s+/);
  if (words[0]!.startsWith('--')) {
    const unknown = options(words).filter((option) => !ALL_OPTIONS.has(option));
    return unknown.length === 0 ? undefined : `no command has the option ${unknown.join(', ')}`;
  }
  const isCommand = OPTIONS.has(words[0]!) || OPTIONS.has(words.slice(0, 2).join(' '));
  return isCommand && words.length > 1 ? findCommandProblem(span) : undefined;
}

function options(words: readonly string[]): string[] {
  return words.filter((word) => /^--[a-z]/.test(word)).map((word) => word.replace(/[^\w-].*$/, ''));
}
