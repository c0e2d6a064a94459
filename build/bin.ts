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

/** Compares this Node.js with the oldest one of package.json; undefined if it is new enough. */
function findVersionProblem(running: string): string | undefined {
  const manifest = new URL('../../package.json', import.meta.url);
  const { engines } = JSON.parse(readFileSync(manifest, 'utf8')) as { engines: { node: string } };
  const oldest = /\d+(?:\.\d+)*/.exec(engines.node)![0];
  return running.localeCompare(oldest, 'en', { numeric: true }) < 0
    ? `Node.js ${running} is too old; install Node.js ${oldest} or later`
    : undefined;
}
