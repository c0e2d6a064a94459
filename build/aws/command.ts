import type { Deployment } from '../config/deployment.js';

/** A command of this package for the same deployment, ready to be run. */
export function command(
  words: string,
  { selection, attachment }: Pick<Deployment, 'selection' | 'attachment'>,
): string {
  const isAttaching = /^(?:deploy|doctor|status)\b/.test(words);
  return ['npx pocket-spa-auth', words, isAttaching ? attachment : '', selection]
    .filter(Boolean)
    .join(' ');
}
