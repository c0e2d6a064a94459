import { fingerprint, type Secrets } from '../resources/ring.js';

/** What a version of the secret was made by. Its id says so, and the service keeps its date: a rotation needs no notes of its own. */
export type Mark = 'introduced' | 'promoted' | 'retired' | 'emergency';

/**
 * The id of the version that a step makes. Two who rotate at once, and a write that is tried again, arrive at the same id, which
 * the service takes once. `again` tells it from a version of that id that somebody has put aside.
 */
export function markedId(mark: Mark, ring: Secrets, again?: string): string {
  return ['pocket-spa-auth', mark, fingerprint(ring), again].filter(Boolean).join('-');
}

/** The step that made a version; undefined where another hand did. */
export function markOf(id: string): Mark | undefined {
  const found = /^pocket-spa-auth-([a-z]+)-[0-9a-f]{12}(?:-[0-9a-f]{8})?$/.exec(id)?.[1];
  return MARKS.find((mark) => mark === found);
}

export const MARKS: readonly Mark[] = ['introduced', 'promoted', 'retired', 'emergency'];
