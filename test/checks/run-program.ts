import { execFile } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this checkout. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface ProgramResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program until it ends. A failure does not throw; it is in the exit status, which is -1
 * without an exit.
 */
export function runProgram(
  program: string,
  args: readonly string[],
  { cwd = ROOT, env = {} }: { cwd?: string; env?: Record<string, string | undefined> } = {},
): Promise<ProgramResult> {
  const options = { cwd, env: { ...process.env, ...env }, maxBuffer: 2 ** 26, timeout: 120_000 };
  return new Promise((resolve) => {
    execFile(program, [...args], options, (error, stdout, stderr) => {
      const status = error ? (typeof error.code === 'number' ? error.code : -1) : 0;
      resolve({ status, stdout, stderr });
    });
  });
}

/** The path of the command of a development dependency. */
export function toolPath(name: string): string {
  return join(ROOT, 'node_modules/.bin', name);
}

/** Makes the package in `target` importable from `folder` under a name. */
export async function linkPackage(folder: string, name: string, target: string): Promise<void> {
  const link = join(folder, 'node_modules', name);
  await mkdir(dirname(link), { recursive: true });
  await symlink(target, link, 'junction');
}
