import type { EdgeFunction } from '../compile/build.js';

/** What is to be said in another tool's language. */
export interface SynthInput extends Pick<EdgeFunction, 'code' | 'manifest'> {
  /** The command that fills the store, which each of the tools makes empty. */
  readonly fill: string;
}

/** A function, its store and their association in another tool's language. */
export interface SynthOutput {
  /** The files that belong together in one folder; the first is the one to begin with. */
  readonly files: readonly TextFile[];
  /** The same in one text. */
  readonly alone: string;
}

export interface TextFile {
  readonly name: string;
  readonly text: string;
}

/** The comment that each of them begins with, a line each. */
export function headerComment(
  { manifest, fill }: SynthInput,
  association: readonly string[],
): string[] {
  return [
    `Made by pocket-spa-auth ${manifest.version}; make it again rather than change it.`,
    '',
    'The store is made empty, and the function lets nobody in without it. Fill it before any behavior has the function:',
    `  ${fill}`,
    '',
    ...association,
  ];
}
