import { readFileSync } from 'node:fs';
import type { Kind, VectorFile } from '../vectors/types.js';

// In a module of its own, because not every runtime has files: the runner for other runtimes has
// the vectors built in instead (test/interop/runtimes/bundle.ts).
export function vectors<K extends Kind>(kind: K): VectorFile<K> {
  const file = new URL(`../vectors/${kind}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as VectorFile<K>;
}
