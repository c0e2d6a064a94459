import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A runtime that can run a file. */
export interface Runtime {
  readonly name: string;
  /** Its program, in the folder of the runtimes. */
  readonly program: string;
  /** What comes before the name of a file. It allows everything. */
  readonly args: readonly string[];
  /** The same, with as few permissions as an import of the signer needs. */
  readonly restricted: (project: string) => readonly string[];
}

const { dependencies } = JSON.parse(
  readFileSync(join(import.meta.dirname, 'programs/package.json'), 'utf8'),
) as { dependencies: Record<string, string> };

const node = (release: string, flag = '--permission'): Runtime => ({
  name: `Node.js ${versionOf(`node-${release}`)}`,
  program: `node-${release}/bin/node`,
  args: [],
  restricted: (project) => [flag, `--allow-fs-read=${join(project, '*')}`],
});

/** All but workerd, which has neither files nor processes. */
export const RUNTIMES: readonly Runtime[] = [
  node('20.19', '--experimental-permission'),
  node('22.12', '--experimental-permission'),
  node('22'),
  node('24'),
  node('26'),
  {
    name: `Bun ${versionOf('@oven/bun-linux-x64')}`,
    program: '@oven/bun-linux-x64/bin/bun',
    args: [],
    // It has no permissions.
    restricted: () => [],
  },
  {
    name: `Deno ${versionOf('@deno/linux-x64-glibc')}`,
    program: '@deno/linux-x64-glibc/deno',
    args: ['run', '--no-prompt', '--allow-all'],
    restricted: () => ['run', '--no-prompt'],
  },
];

export const WORKERD = {
  name: `workerd ${versionOf('@cloudflare/workerd-linux-64')}`,
  program: '@cloudflare/workerd-linux-64/bin/workerd',
};

/** The version that package.json asks for. */
function versionOf(name: string): string {
  return dependencies[name]!.replace(/^npm:.*@/, '');
}

/** What a program prints. It rejects if the program fails. */
export async function run(
  program: string,
  args: readonly string[],
  cwd: string,
  secret?: string,
): Promise<{ stdout: string; stderr: string }> {
  // Colors are for terminals. The secret of the environment is the test's to give.
  const env = { ...process.env, NO_COLOR: '1', SPA_TOKEN_SECRET: secret };
  return await promisify(execFile)(program, args, { cwd, env, maxBuffer: 2 ** 24 });
}
