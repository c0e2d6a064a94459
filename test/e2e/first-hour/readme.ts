import { readFileSync } from 'node:fs';

/** What a section of the README asks its reader to type, in order. */
export interface Step {
  /** `sh` for command lines; otherwise the name of the file that the reader writes. */
  readonly target: string;
  readonly text: string;
}

/** The steps below a heading of the README, up to the next heading of its level or above. */
export function readSteps(heading: string): Step[] {
  const text = readFileSync('README.md', 'utf8');
  const level = heading.indexOf(' ');
  const [, ...parts] = text.split(`\n${heading}\n`);
  if (parts.length !== 1) {
    throw new Error(`README.md has the heading "${heading}" ${parts.length} times`);
  }
  const section = parts[0]!.split(new RegExp(`^#{1,${level}} `, 'm'))[0]!;
  const blocks = section.matchAll(/(?:^`([\w./-]+)`:\n\n)?^```(\w+)\n(.*?)^```$/gms);
  return [...blocks].map(([, file, language, code]) => ({
    target: file ?? language!,
    text: code!,
  }));
}

/** A text of the README, such as a link. */
export function readText(pattern: RegExp): string {
  const [found] = pattern.exec(readFileSync('README.md', 'utf8')) ?? [];
  if (found === undefined) {
    throw new Error(`README.md has no text like ${pattern}`);
  }
  return found;
}

/** The first code block of the README: how to see the demo. */
export function readDemoLines(): string[] {
  const [, block = ''] = /^```sh\n(.*?)^```$/ms.exec(readFileSync('README.md', 'utf8')) ?? [];
  return readLines(block);
}

/** The command lines of a block, without their comments. */
export function readLines(block: string): string[] {
  return block
    .split('\n')
    .map((line) => line.replace(/\s+#.*/, '').trim())
    .filter(Boolean);
}
