import type { EdgeFunction } from '../compile/build.js';

/** The function to write for another deployment tool. */
export interface SynthInput extends Pick<EdgeFunction, 'code' | 'manifest'> {
  /** The command that fills the store. Every tool creates the store empty. */
  readonly fill: string;
  /** Whether to write alarms for the function too. */
  readonly alarms: boolean;
}

/** A function, its store and their association, in the format of another deployment tool. */
export interface SynthOutput {
  /** The files of one folder; the first is the main file. */
  readonly files: readonly TextFile[];
  /** The same content as one text. */
  readonly singleText: string;
}

export interface TextFile {
  readonly name: string;
  readonly text: string;
}

/**
 * The lines of the comment at the start of the output. `association` says how to associate the
 * function with a behavior.
 */
export function headerComment(
  { manifest, fill }: SynthInput,
  association: readonly string[],
): string[] {
  return [
    `Made by pocket-spa-auth ${manifest.version}; make it again rather than change it.`,
    '',
    'The store is made empty, and the function lets nobody in before it is filled. Fill it after each deployment that made it:',
    `  ${fill}`,
    '',
    ...association,
  ];
}
