import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from 'vitest';
import { runCli } from '../../../../build/cli.js';
import type { EdgeConfig } from '../../../../build/config/edge-config.js';
import { fakeTerminal } from '../commands/fake-terminal.js';
import type { World } from './world.js';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) {
    rmSync(folder, { recursive: true });
  }
});

/** The result of one command line. */
export interface Outcome {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/**
 * Runs commands in a folder with a configuration. Their output is added to `world.output`, which is
 * searched for secrets.
 */
export interface CommandLine {
  /** Replaces the configuration. */
  configure(config: EdgeConfig): void;
  /** Writes any other file into the folder. */
  write(file: string, text: string): void;
  run(...argv: string[]): Promise<Outcome>;
}

export function commandLine(world: World, config: EdgeConfig = {}): CommandLine {
  const cwd = mkdtempSync(join(tmpdir(), 'spa-auth-commands-'));
  folders.push(cwd);
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(cwd, file)), { recursive: true });
    writeFileSync(join(cwd, file), text);
  };
  const configure = (content: EdgeConfig) => write('spa-auth.config.json', JSON.stringify(content));
  configure(config);
  return {
    configure,
    write,
    async run(...argv) {
      const terminal = fakeTerminal({ cwd, clock: world.clock, env: { AWS_REGION: 'us-east-1' } });
      const status = await runCli(argv, terminal);
      const { out, err } = terminal.lines;
      world.output.push(...out, ...err);
      return { status, out: out.join('\n'), err: err.join('\n') };
    },
  };
}
