// Builds `dist`: the types, then what bundle.mjs writes. With --if-changed it does so only if a
// source has changed since the last build, for the scripts that need a build before they run.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
  // Last, so that a build that has failed is none.
  writeFileSync(STAMP, hash);
}

function run(...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) {
    process.exit(status ?? 1);
  }
}
