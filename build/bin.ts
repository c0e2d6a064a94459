#!/usr/bin/env node
import { readFileSync } from 'node:fs';

// A reader that has read enough, such as `head`, closes the pipe. That is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') {
    throw error;
  }
});

const problem = findVersionProblem(process.versions.node);
if (problem === undefined) {
  // Loaded now and not above: an older Node.js cannot load the rest, and says only that.
  const [{ runCli }, { processTerminal }] = await Promise.all([
    import('./cli.js'),
    import('./host/terminal.js'),
  ]);
  process.exitCode = await runCli(process.argv.slice(2), processTerminal());
} else {
  process.stderr.write(`pocket-spa-auth: ${problem}\n`);
  process.exitCode = 2;
}

/** Compares this Node.js with those of package.json; undefined if it is one of them. */
function findVersionProblem(running: string): string | undefined {
  const manifest = new URL('../../package.json', import.meta.url);
  const { engines } = JSON.parse(readFileSync(manifest, 'utf8')) as { engines: { node: string } };
  const isSupported = engines.node.split('||').some((range) => includes(range.trim(), running));
  return isSupported
    ? undefined
    : `Node.js ${running} is too old; this package needs ${engines.node}`;
}

/** Whether a range such as `^20.19.0` or `>=22.12.0` includes a version. */
function includes(range: string, version: string): boolean {
  const oldest = range.replace(/^\D+/, '');
  const isNewEnough = version.localeCompare(oldest, 'en', { numeric: true }) >= 0;
  return isNewEnough && (!range.startsWith('^') || version.split('.')[0] === oldest.split('.')[0]);
}
