#!/usr/bin/env node
import { runCli } from './cli.js';
import { processTerminal } from './host/terminal.js';

// A reader that has read enough, such as `head`, closes the pipe. That is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') {
    throw error;
  }
});

process.exitCode = await runCli(process.argv.slice(2), processTerminal());
