// Builds `dist`: the types, then what bundle.mjs writes. With --if-changed it does so only if a
// source has changed since the last build, for the scripts that need a build before they run.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hashSources } from './sources.mjs';

const ROOT = join(import.meta.dirname, '..');
const DIST = join(ROOT, 'dist');
const STAMP = join(DIST, 'sources.sha256');

// Before the build: a source that is edited meanwhile is built the next time.
const hash = hashSources(ROOT);
const isUnchanged = existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash;
if (!(isUnchanged && process.argv.includes('--if-changed'))) {
  rmSync(DIST, { recursive: true, force: true });
  run('node_modules/typescript/bin/tsc', '-p', 'signer');
  run('node_modules/typescript/bin/tsc', '-p', 'build');
  run('node_modules/typescript/bin/tsc', '-p', 'browser');
  run('build/bundle.mjs');
  removeUnreachableTypes();
  // Last, so that a build that has failed is none.
  writeFileSync(STAMP, hash);
}

/** Removes the declarations that no subpath leads to: tsc writes those of every source. */
function removeUnreachableTypes() {
  const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const reached = new Set(
    Object.values(exports).flatMap(({ types }) => (types ? [join(ROOT, types)] : [])),
  );
  for (const file of reached) {
    for (const [, path] of readFileSync(file, 'utf8').matchAll(
      /(?:from|import\()\s*'(\.[^']+)\.js'/g,
    )) {
      reached.add(join(dirname(file), `${path}.d.ts`));
    }
  }
  for (const path of readdirSync(DIST, { recursive: true })) {
    const file = join(DIST, path);
    if (file.endsWith('.d.ts') && !reached.has(file)) {
      rmSync(file);
    }
  }
}

function run(...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) {
    process.exit(status ?? 1);
  }
}
