// What `dist` is made of, so that a build can be skipped if nothing of it has changed.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

// The lock stands for the compilers and for the libraries that are bundled in.
const FILES = ['package-lock.json', 'tsconfig.json'];
const FOLDERS = ['signer', 'build', 'browser'];

/**
 * The SHA-256 of the names and the contents of all sources. Times of change would miss a file that
 * is copied with an old time, and see a change where git has only switched back and forth.
 */
export function hashSources(root) {
  const sources = FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  const hash = createHash('sha256');
  for (const file of [...FILES.map((name) => join(root, name)), ...sources.sort()]) {
    const content = readFileSync(file);
    // With the lengths, no two sets of files give the same text.
    hash.update(JSON.stringify([relative(root, file), content.length])).update(content);
  }
  return hash.digest('hex');
}
