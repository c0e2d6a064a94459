import { execFile } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, whatever its exit status. */
export function run(
  program: string,
  args: readonly string[],
  { cwd = ROOT, env = {} }: { cwd?: string; env?: Record<string, string | undefined> } = {},
): Promise<Outcome> {
  const options = { cwd, env: { ...process.env, ...env }, maxBuffer: 2 ** 26, timeout: 120_000 };
  return new Promise((resolve) => {
    execFile(program, [...args], options, (error, stdout, stderr) => {
      const status = error ? (typeof error.code === 'number' ? error.code : -1) : 0;
      resolve({ status, stdout, stderr });
    });
  });
}

/** The path of a development tool's command. */
export function tool(name: string): string {
  return join(ROOT, 'node_modules/.bin', name);
}

/** Makes a package of this checkout importable from `folder`, or the checkout itself. */
export async function link(folder: string, name: string, target: string): Promise<void> {
  const place = join(folder, 'node_modules', name);
  await mkdir(dirname(place), { recursive: true });
  await symlink(target, place, 'junction');
}
